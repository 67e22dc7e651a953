package io.jukung.chaos.check.plane;

import io.jukung.api.model.object.KubeObject;
import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.Prose;
import io.jukung.chaos.edn.Edn;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What runs on the node is what the API says: a pod's container once, of one name one pod, none of a pod that is gone, and at
 * the end exactly the pods that are said to run.
 */
final class NodeRuntime implements Rule {

    /** The operation that asks the runtime what runs. */
    static final String RUNNING = "running";

    /** How long what a pod ran may outlive it where it was removed without waiting for it. */
    private static final long FORCED = Duration.ofSeconds(30).toNanos();

    private record Removal(Change change, boolean forced) {}

    @Override
    public void judge(PlaneRun run, Findings findings) {
        Map<String, Removal> removed = new HashMap<>();
        var known = new TreeSet<String>();
        for (var change : run.log().changes()) {
            if (!change.ref().resource().equals("pods")) {
                continue;
            }
            known.add(change.object().uid());
            if (change.removes()) {
                boolean waited =
                        change.before().filter(KubeObject::beingDeleted).isPresent();
                removed.put(change.object().uid(), new Removal(change, !waited));
            }
        }
        long looks = 0;
        long most = 0;
        for (var op : run.ops()) {
            if (!op.f().equals(RUNNING) || !op.ok()) {
                continue;
            }
            var running = running(op);
            looks++;
            most = Math.max(most, running.size());
            look(op, running, removed, known, findings);
        }
        atTheEnd(run, findings);
        findings.fact("looks at the runtime", looks);
        findings.fact("containers seen at a time at most", most);
    }

    private static List<Running> running(ClientOp op) {
        return op.answer().get("containers") instanceof Edn.Vector vector
                ? vector.elements().stream().map(Running::of).toList()
                : List.of();
    }

    private static void look(
            ClientOp op, List<Running> all, Map<String, Removal> removed, Set<String> known, Findings findings) {
        Map<String, Running> byContainer = new HashMap<>();
        Map<String, Running> byName = new HashMap<>();
        for (var running : all) {
            var twin = byContainer.put(running.uid() + " " + running.container(), running);
            if (twin != null) {
                findings.violation("container runs twice", at(op) + twin + "\nand " + running + ".", op.index());
            }
            var other = byName.put(running.pod(), running);
            if (other != null && !other.uid().equals(running.uid())) {
                findings.violation(
                        "two live pods of one name", at(op) + other + "\nand " + running + " run at once.", op.index());
            }
            if (!known.contains(running.uid())) {
                findings.violation(
                        "runs without a pod", at(op) + running + "; there never was such a pod.", op.index());
            }
            var gone = removed.get(running.uid());
            if (gone != null && op.begun() > gone.change().nanos() + (gone.forced() ? FORCED : 0)) {
                findings.violation(
                        "runs though its pod is gone",
                        at(op) + running + " runs; the pod was removed by "
                                + gone.change().when() + ".",
                        op.index());
            }
        }
    }

    private static String at(ClientOp op) {
        return "operation " + op.index() + ", a look from " + Prose.time(op.begun()) + " to " + Prose.time(op.ended())
                + ": ";
    }

    private static void atTheEnd(PlaneRun run, Findings findings) {
        var last = run.ops().stream()
                .filter(op -> op.f().equals(RUNNING) && op.ok())
                .reduce((one, other) -> other);
        if (run.rest().isEmpty()
                || last.isEmpty()
                || last.get().begun() < run.rest().get().begun()) {
            findings.unknown("nobody looked at the runtime at the end");
            return;
        }
        var runs = new TreeSet<String>();
        running(last.get()).forEach(running -> runs.add(running.pod() + " " + running.uid()));
        var said = new TreeSet<String>();
        run.log().end().all("pods").forEach((ref, pod) -> {
            if (Pod.phase(pod).equals("Running")) {
                said.add(ref.key() + " " + pod.uid());
            }
        });
        if (!runs.equals(said)) {
            findings.violation(
                    "runs something else than the API says",
                    "At the end these pods run: " + runs + "\nand these are said to: " + said,
                    last.get().index());
        }
    }
}
