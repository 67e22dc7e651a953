package io.jukung.chaos.check.lock;

import io.jukung.chaos.check.Prose;
import io.jukung.chaos.check.model.Answers;
import io.jukung.chaos.check.revision.Writes;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Call;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Something a holder did and that was accepted.
 *
 * @param name what it is about: one order for each
 * @param generation of the holder: grows from holder to holder
 * @param revision of the store's write; 0 if none is known
 */
record Effect(Edn name, long generation, long revision, long op, int process, Edn value, long begun, long ended) {

    /** Operations {@code f} that succeeded, with their name and generation under these keywords of their values. */
    static List<Effect> of(History history, String f, String name, String generation) {
        var effects = new ArrayList<Effect>();
        for (var pair : history.pairs()) {
            if (!pair.begin().f().equals(f) || pair.phase() != Phase.OK) {
                continue;
            }
            var end = pair.end().orElseThrow();
            if (!(end.value() instanceof Edn.Dict dict) || !(dict.get(generation) instanceof Edn.Int(var number))) {
                throw new IllegalArgumentException("operation " + end.index() + ": expected a map with a number :"
                        + generation + ", not " + Prose.of(end.value()));
            }
            effects.add(new Effect(
                    dict.get(name),
                    number,
                    revision(end),
                    end.index(),
                    end.process(),
                    end.value(),
                    pair.begin().nanos(),
                    end.nanos()));
        }
        return effects;
    }

    private static long revision(Op end) {
        long revision = 0;
        for (var call : end.calls()) {
            if (call.result() instanceof Call.Result.Answered(var response) && Writes.changed(response)) {
                revision = Answers.revision(response);
            }
        }
        return revision;
    }

    /** Pairs of which the second came surely after the first, and has a lower generation; for each second one. */
    static void regressions(List<Effect> effects, BiConsumer<Effect, Effect> found) {
        var byName = new LinkedHashMap<Edn, List<Effect>>();
        effects.forEach(effect ->
                byName.computeIfAbsent(effect.name(), name -> new ArrayList<>()).add(effect));
        for (var same : byName.values()) {
            boolean dated = same.stream().allMatch(effect -> effect.revision() > 0);
            if (dated) {
                byRevision(same, found);
            } else {
                byClock(same, found);
            }
        }
    }

    private static void byRevision(List<Effect> effects, BiConsumer<Effect, Effect> found) {
        effects.sort(Comparator.comparingLong(Effect::revision));
        Effect highest = null;
        for (var effect : effects) {
            if (highest != null && effect.generation() < highest.generation()) {
                found.accept(highest, effect);
            }
            highest = highest == null || effect.generation() >= highest.generation() ? effect : highest;
        }
    }

    private static void byClock(List<Effect> effects, BiConsumer<Effect, Effect> found) {
        var byEnd =
                effects.stream().sorted(Comparator.comparingLong(Effect::ended)).toList();
        effects.sort(Comparator.comparingLong(Effect::begun));
        int over = 0;
        Effect highest = null;
        for (var effect : effects) {
            while (over < byEnd.size() && byEnd.get(over).ended() < effect.begun()) {
                var ended = byEnd.get(over++);
                highest = highest == null || ended.generation() > highest.generation() ? ended : highest;
            }
            if (highest != null && effect.generation() < highest.generation()) {
                found.accept(highest, effect);
            }
        }
    }

    String said() {
        return "op %d, process %d: %s, generation %d, begun %s, ended %s%s"
                .formatted(
                        op,
                        process,
                        Prose.of(value),
                        generation,
                        Prose.time(begun),
                        Prose.time(ended),
                        revision == 0 ? "" : ", revision " + revision);
    }
}
