package io.jukung.chaos.check.plane;

import io.jukung.chaos.check.Findings;
import io.jukung.chaos.edn.Edn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What API servers tell is what stands in the store: a list has exactly the objects of its revision, a watch exactly the
 * writes after the one where it begins, in their order, each once.
 */
final class ServersAgree implements Rule {

    /** The operation that lists a resource, from the store or from a cache. */
    static final String LIST = "list";

    static final String WATCH = "watch";

    private static final int SHOWN = 6;

    @Override
    public void judge(PlaneRun run, Findings findings) {
        var lists = run.ops().stream()
                .filter(op -> op.f().equals(LIST) && op.ok())
                .sorted(Comparator.comparingLong(op -> ClientOp.number(op.answer(), "rv")))
                .toList();
        var state = new PlaneState();
        var changes = run.log().changes();
        int next = 0;
        for (var list : lists) {
            long revision = ClientOp.number(list.answer(), "rv");
            while (next < changes.size() && changes.get(next).revision() <= revision) {
                state.apply(changes.get(next++));
            }
            list(list, revision, state, findings);
        }
        fresh(run.ops(), findings);
        long events = 0;
        long watches = 0;
        for (var op : run.ops()) {
            if (op.f().equals(WATCH) && op.ok()) {
                watches++;
                events += watch(op, changes, findings);
            }
        }
        findings.fact("lists compared", lists.size());
        findings.fact("watches compared", watches);
        findings.fact("events of watches compared", events);
    }

    private static void list(ClientOp op, long revision, PlaneState state, Findings findings) {
        var resource = ClientOp.text(op.asked(), "resource");
        var told = new TreeMap<String, Seen>();
        seen(op, "objects").forEach(seen -> told.put(seen.key(), seen));
        var wrong = new ArrayList<String>();
        state.all(resource).forEach((ref, object) -> {
            var seen = told.remove(ref.key());
            if (seen == null) {
                wrong.add(ref.key() + " (revision " + state.revision(ref) + ") is left out");
            } else if (seen.revision() != state.revision(ref)
                    || !seen.uid().equals(object.uid())
                    || seen.digest() != Digest.of(object)) {
                wrong.add(seen + " is told of, which the store has as uid " + object.uid() + " of revision "
                        + state.revision(ref)
                        + (seen.revision() == state.revision(ref) ? " with other content" : ""));
            }
        });
        told.values().forEach(seen -> wrong.add(seen + " is told of, which is not in the store"));
        if (!wrong.isEmpty()) {
            boolean cached = ClientOp.text(op.asked(), "from").equals("cache");
            findings.violation(
                    cached ? "cache differs from the store" : "list differs from the store",
                    "operation %d: %s listed %s as of revision %d.\nOf that revision:\n  %s"
                            .formatted(
                                    op.index(), ClientOp.text(op.answer(), "server"), resource, revision, some(wrong)),
                    op.index());
        }
    }

    /** A list that is not from a cache has all that was acknowledged before it began. */
    private static void fresh(List<ClientOp> ops, Findings findings) {
        // By when it was acknowledged: the write of the highest revision until then.
        var known = new TreeMap<Long, ClientOp>();
        ops.stream()
                .filter(op -> op.ok() && op.tag().isPresent())
                .sorted(Comparator.comparingLong(ClientOp::ended))
                .forEach(op -> {
                    var newest = known.lastEntry();
                    known.put(op.ended(), newest == null ? op : later(newest.getValue(), op));
                });
        for (var op : ops) {
            if (!op.f().equals(LIST)
                    || !op.ok()
                    || !ClientOp.text(op.asked(), "from").equals("store")) {
                continue;
            }
            var before = known.lowerEntry(op.begun());
            long revision = ClientOp.number(op.answer(), "rv");
            if (before != null && ClientOp.number(before.getValue().answer(), "rv") > revision) {
                findings.violation(
                        "stale list",
                        "operation %d: %s listed %s as of revision %d;\n%s had been acknowledged before as revision %d."
                                .formatted(
                                        op.index(),
                                        ClientOp.text(op.answer(), "server"),
                                        ClientOp.text(op.asked(), "resource"),
                                        revision,
                                        before.getValue(),
                                        ClientOp.number(before.getValue().answer(), "rv")),
                        op.index(),
                        before.getValue().index());
            }
        }
    }

    private static ClientOp later(ClientOp one, ClientOp other) {
        return ClientOp.number(one.answer(), "rv") > ClientOp.number(other.answer(), "rv") ? one : other;
    }

    private static long watch(ClientOp op, List<Change> changes, Findings findings) {
        var resource = ClientOp.text(op.asked(), "resource");
        long from = ClientOp.number(op.answer(), "since");
        long until = ClientOp.number(op.answer(), "until");
        var told = seen(op, "events");
        var expected = changes.stream()
                .filter(change -> change.ref().resource().equals(resource)
                        && change.revision() > from
                        && change.revision() <= until)
                .toList();
        for (int i = 0; i < Math.max(told.size(), expected.size()); i++) {
            var wrong = i >= told.size()
                    ? said(expected.get(i)) + " was left out"
                    : i >= expected.size()
                            ? told.get(i) + " was told of beyond that"
                            : difference(told.get(i), expected.get(i));
            if (!wrong.isEmpty()) {
                findings.violation(
                        "watch differs from the store",
                        "operation %d: %s told of %s after revision %d, until revision %d, %d events; the store has %d.\nThe %d. one: %s."
                                .formatted(
                                        op.index(),
                                        ClientOp.text(op.answer(), "server"),
                                        resource,
                                        from,
                                        until,
                                        told.size(),
                                        expected.size(),
                                        i + 1,
                                        wrong),
                        op.index());
                break;
            }
        }
        return expected.size();
    }

    private static String difference(Seen told, Change change) {
        boolean same = told.key().equals(change.ref().key())
                && told.revision() == change.revision()
                && told.type().equals(type(change))
                && told.uid().equals(change.object().uid())
                // What was removed is told of as it was last, which is not always what the store had last.
                && (change.removes() || told.digest() == Digest.of(change.object()));
        return same ? "" : told + " was told of, and the store has " + said(change);
    }

    private static String type(Change change) {
        return change.creates() ? "ADDED" : change.removes() ? "DELETED" : "MODIFIED";
    }

    private static String said(Change change) {
        return type(change) + " " + change.ref().key() + " (uid "
                + change.object().uid() + ", resourceVersion " + change.revision() + ")";
    }

    private static List<Seen> seen(ClientOp op, String keyword) {
        return op.answer().get(keyword) instanceof Edn.Vector vector
                ? vector.elements().stream().map(Seen::of).toList()
                : List.of();
    }

    private static String some(List<String> wrong) {
        return wrong.stream().limit(SHOWN).collect(Collectors.joining("\n  "))
                + (wrong.size() > SHOWN ? "\n  … (" + wrong.size() + ")" : "");
    }
}
