package io.jukung.chaos.check.plane;

import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.Prose;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Where nobody asks for anything and all is as was asked for, nothing is written: a loop that writes goes round for nothing. */
final class QuietPeriod implements Rule {

    /** What beats while all is well: leases of nodes and elections. */
    private static final Set<String> BEATS = Set.of("leases");

    private record Writes(long count, String first) {}

    @Override
    public void judge(PlaneRun run, Findings findings) {
        if (run.rest().isEmpty()) {
            findings.unknown("there was no quiet period");
            return;
        }
        var rest = run.rest().get();
        Map<String, Writes> written = new LinkedHashMap<>();
        for (var change : run.log().changes()) {
            if (rest.holds(change.nanos()) && !beats(change.ref())) {
                add(written, change.ref().toString(), change.when() + difference(change));
            }
        }
        for (var other : run.log().others()) {
            if (rest.holds(other.nanos()) && !housekeeping(other.key())) {
                add(written, other.key(), "revision " + other.revision() + " at " + Prose.time(other.nanos()));
            }
        }
        written.forEach((what, writes) -> findings.violation(
                "written while all was quiet",
                "%s was written %d times from %s to %s; first by %s."
                        .formatted(
                                what,
                                writes.count(),
                                Prose.time(rest.begun()),
                                Prose.time(rest.ended()),
                                writes.first())));
        findings.fact("quiet period, ms", (rest.ended() - rest.begun()) / 1_000_000);
    }

    /** Whether an object's writes are none of what ought to rest. */
    static boolean beats(Ref ref) {
        return BEATS.contains(ref.resource());
    }

    /** Whether a key that is no object's may be written at any time: when to compact, and who leads. */
    static boolean housekeeping(String key) {
        return key.startsWith("/jukung/") || key.equals("compact_rev_key");
    }

    private static void add(Map<String, Writes> written, String what, String when) {
        written.merge(what, new Writes(1, when), (old, one) -> new Writes(old.count() + 1, old.first()));
    }

    private static String difference(Change change) {
        if (change.before().isEmpty()) {
            return ", which created it";
        }
        if (change.removes()) {
            return ", which removed it";
        }
        var before = change.before().get().tree();
        var fields = new StringBuilder();
        change.object().tree().fields().forEach((name, value) -> {
            if (!value.equals(before.get(name))) {
                fields.append("\n  ")
                        .append(name)
                        .append(": ")
                        .append(before.get(name))
                        .append("\n  became ")
                        .append(value);
            }
        });
        return ", which changed" + fields;
    }
}
