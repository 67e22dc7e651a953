package io.jukung.chaos.check.plane;

import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.Prose;
import io.jukung.chaos.history.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What clients were told of their writes is what happened. Each write leaves a mark of its own in its object ({@link #TAG}), so
 * that it is known which write made which revision.
 */
public final class AckedWrites implements Rule {

    /** The annotation with the number of the write that the object was written by. */
    public static final String TAG = "chaos.jukung.io/write";

    /** The operation that deletes an object. */
    static final String DELETE = "delete";

    private record Write(Ref ref, String tag) {}

    @Override
    public void judge(PlaneRun run, Findings findings) {
        Map<Write, List<Change>> made = new HashMap<>();
        Map<Ref, List<Change>> history = new HashMap<>();
        for (var change : run.log().changes()) {
            history.computeIfAbsent(change.ref(), _ -> new ArrayList<>()).add(change);
            var tag = change.after()
                    .map(object -> object.annotations().getOrDefault(TAG, ""))
                    .orElse("");
            var before = change.before()
                    .map(object -> object.annotations().getOrDefault(TAG, ""))
                    .orElse("");
            if (!tag.isEmpty() && !tag.equals(before)) {
                made.computeIfAbsent(new Write(change.ref(), tag), _ -> new ArrayList<>())
                        .add(change);
            }
        }
        long acknowledged = 0;
        long settled = 0;
        for (var op : run.ops()) {
            if (op.tag().isPresent()) {
                var by = made.getOrDefault(
                        new Write(op.ref(), Long.toString(op.tag().getAsLong())), List.of());
                write(op, by, findings);
                acknowledged += op.ok() ? 1 : 0;
                settled += op.phase() == Phase.INFO ? 1 : 0;
            } else if (op.f().equals(DELETE) && op.ok()) {
                acknowledged++;
                deleted(op, history.getOrDefault(op.ref(), List.of()), findings);
            }
        }
        byNobody(run, history, findings);
        findings.fact("writes acknowledged", acknowledged);
        findings.fact("writes of unknown outcome", settled);
    }

    private static void write(ClientOp op, List<Change> by, Findings findings) {
        if (by.size() > 1) {
            findings.violation(
                    "write made twice",
                    "%s (mark %d) was made by %s and again by %s."
                            .formatted(
                                    op,
                                    op.tag().orElse(0),
                                    by.get(0).when(),
                                    by.get(1).when()),
                    op.index());
        }
        if (op.phase() == Phase.FAIL && !by.isEmpty()) {
            findings.violation(
                    "refused write happened",
                    "%s (mark %d) was refused, and made by %s."
                            .formatted(op, op.tag().orElse(0), by.getFirst().when()),
                    op.index());
        }
        if (!op.ok()) {
            return;
        }
        if (by.isEmpty()) {
            findings.violation(
                    "acknowledged write lost",
                    "%s (mark %d) was acknowledged at %s as revision %d; no revision of the object has its mark."
                            .formatted(
                                    op, op.tag().orElse(0), Prose.time(op.ended()), ClientOp.number(op.answer(), "rv")),
                    op.index());
            return;
        }
        var change = by.getFirst();
        long revision = ClientOp.number(op.answer(), "rv");
        var uid = ClientOp.text(op.answer(), "uid");
        if (revision != change.revision() || !uid.equals(change.object().uid())) {
            findings.violation(
                    "acknowledged as something else",
                    "%s (mark %d) was acknowledged as revision %d of uid %s; it was made by %s, of uid %s."
                            .formatted(
                                    op,
                                    op.tag().orElse(0),
                                    revision,
                                    uid,
                                    change.when(),
                                    change.object().uid()),
                    op.index());
        }
        long from = ClientOp.number(op.answer(), "from");
        if (from != 0 && from != change.beforeRevision()) {
            findings.violation(
                    "lost update",
                    "%s (mark %d) was to replace revision %d alone, and was acknowledged;\nit replaced revision %d by %s."
                            .formatted(op, op.tag().orElse(0), from, change.beforeRevision(), change.when()),
                    op.index());
        }
    }

    private static void deleted(ClientOp op, List<Change> changes, Findings findings) {
        var uid = ClientOp.text(op.answer(), "uid");
        boolean gone = changes.stream()
                .filter(change -> change.object().uid().equals(uid))
                .anyMatch(change -> change.removes() || change.object().beingDeleted());
        if (!uid.isEmpty() && !gone) {
            findings.violation(
                    "acknowledged deletion lost",
                    "%s, uid %s, was acknowledged at %s; it was never removed, nor asked to go."
                            .formatted(op, uid, Prose.time(op.ended())),
                    op.index());
        }
    }

    /** What clients made, and nobody owns, only clients delete. */
    private static void byNobody(PlaneRun run, Map<Ref, List<Change>> history, Findings findings) {
        Map<Ref, List<ClientOp>> deletes = new HashMap<>();
        run.ops().stream()
                .filter(op -> op.f().equals(DELETE) && op.phase() != Phase.FAIL)
                .forEach(op -> deletes.computeIfAbsent(op.ref(), _ -> new ArrayList<>())
                        .add(op));
        new TreeMap<>(history).forEach((ref, changes) -> {
            var asked = deletes.getOrDefault(ref, List.of());
            int removals = 0;
            for (var change : changes) {
                boolean clients = change.before()
                        .filter(object -> object.annotations().containsKey(TAG)
                                && object.ownerReferences().isEmpty())
                        .isPresent();
                if (!change.removes() || !clients) {
                    continue;
                }
                removals++;
                long able = asked.stream()
                        .filter(op -> op.begun() <= change.nanos())
                        .count();
                if (able < removals) {
                    findings.violation(
                            "deleted by nobody",
                            "%s, uid %s, was removed by %s; clients had asked for %d deletions of that name until then, and it was removed %d times."
                                    .formatted(ref, change.object().uid(), change.when(), able, removals));
                }
            }
        });
    }
}
