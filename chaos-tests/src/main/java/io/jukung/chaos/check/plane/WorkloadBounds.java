package io.jukung.chaos.check.plane;

import io.jukung.api.model.object.KubeObject;
import io.jukung.chaos.check.Findings;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Never more or fewer than wanted: judged where a loop acts (it creates a pod, deletes one, sizes a ReplicaSet), so that what
 * a fault takes away is no loop's doing, and against all that was wanted of late, as a loop may see it late.
 */
final class WorkloadBounds implements Rule {

    private final long late;

    /** With how late a loop may see what is wanted. */
    WorkloadBounds(Duration late) {
        this.late = late.toNanos();
    }

    @Override
    public void judge(PlaneRun run, Findings findings) {
        var fold = new Fold(run, findings);
        run.log().changes().forEach(fold::change);
        findings.fact("pods created by loops", fold.made);
        findings.fact("pods deleted by loops", fold.unmade);
        findings.fact("ReplicaSets sized", fold.sized);
    }

    private final class Fold {
        private final Findings findings;
        private final PlaneState state = new PlaneState();
        /** Uids of pods that a client asked to delete. */
        private final Set<String> clients = new HashSet<>();

        /** By uid: replicas of a ReplicaSet or StatefulSet, parallelism of a Job. */
        private final Map<String, Recent> wanted = new HashMap<>();

        private final Map<String, Recent> most = new HashMap<>();
        private final Map<String, Recent> least = new HashMap<>();
        private long made;
        private long unmade;
        private long sized;

        Fold(PlaneRun run, Findings findings) {
            this.findings = findings;
            run.ops().stream()
                    .filter(op -> op.f().equals("delete-pod"))
                    // Which of several pods it was is known by the answer alone.
                    .map(op -> ClientOp.text(op.answer(), "uid"))
                    .forEach(clients::add);
        }

        private Recent recent(Map<String, Recent> of, KubeObject object) {
            return of.computeIfAbsent(object.uid(), _ -> new Recent(late));
        }

        void change(Change change) {
            state.apply(change);
            var object = change.object();
            long now = change.nanos();
            switch (change.ref().resource()) {
                case "deployments" -> {
                    recent(most, object).set(now, Rollout.most(object));
                    recent(least, object).set(now, Rollout.least(object));
                }
                case "replicasets" -> {
                    recent(wanted, object).set(now, Rollout.replicas(object));
                    sized(change);
                }
                case "statefulsets" -> recent(wanted, object).set(now, Rollout.replicas(object));
                case "jobs" -> recent(wanted, object).set(now, object.spec().whole(1, "parallelism"));
                case "pods" -> pod(change);
                default -> {}
            }
        }

        private void pod(Change change) {
            var pod = change.object();
            if (change.creates()) {
                made(change, "replicasets");
                made(change, "statefulsets");
                made(change, "jobs");
                daemon(change);
            } else if (change.beginsDeletion() && !clients.contains(pod.uid()) && !Pod.finished(pod)) {
                unmade(change);
            }
        }

        private void made(Change change, String resource) {
            var owner = state.controllerOf(change.object(), resource);
            if (owner.isEmpty()) {
                return;
            }
            made++;
            var active = active(owner.get());
            long atMost = recent(wanted, owner.get()).most(change.nanos());
            if (active.size() > atMost) {
                findings.violation(
                        "more pods than wanted",
                        "%s was created by %s.\nWith it %s %s has %d that are active: %s;\nof late it wanted %d at most."
                                .formatted(
                                        change.ref(),
                                        change.when(),
                                        resource,
                                        owner.get().name(),
                                        active.size(),
                                        names(active),
                                        atMost));
            }
        }

        private void unmade(Change change) {
            var owner = state.controllerOf(change.object(), "replicasets");
            if (owner.isEmpty() || owner.get().beingDeleted()) {
                return;
            }
            unmade++;
            var active = active(owner.get());
            long atLeast = recent(wanted, owner.get()).least(change.nanos());
            if (active.size() < atLeast) {
                findings.violation(
                        "fewer pods than wanted",
                        "%s was deleted by %s, and by no client.\nWithout it replicasets %s has %d that are active: %s;\n"
                                        .formatted(
                                                change.ref(),
                                                change.when(),
                                                owner.get().name(),
                                                active.size(),
                                                names(active))
                                + "of late it wanted " + atLeast + " at least.");
            }
        }

        private List<KubeObject> active(KubeObject owner) {
            return state.managedBy(owner, "pods").stream().filter(Pod::active).toList();
        }

        private void daemon(Change change) {
            var owner = state.controllerOf(change.object(), "daemonsets");
            if (owner.isEmpty()) {
                return;
            }
            made++;
            var node = Pod.target(change.object());
            var there = active(owner.get()).stream()
                    .filter(pod -> Pod.target(pod).equals(node))
                    .toList();
            if (!node.isEmpty() && there.size() > 1) {
                findings.violation(
                        "two daemon pods on a node",
                        "%s was created by %s.\nWith it daemonsets %s has on node %s: %s."
                                .formatted(
                                        change.ref(), change.when(), owner.get().name(), node, names(there)));
            }
        }

        private void sized(Change change) {
            var set = change.object();
            var deployment = state.controllerOf(set, "deployments");
            if (change.removes() || deployment.isEmpty() || deployment.get().beingDeleted()) {
                return;
            }
            long before = change.before().map(Rollout::replicas).orElse(0L);
            if (Rollout.replicas(set) == before) {
                return;
            }
            sized++;
            var sets = state.managedBy(deployment.get(), "replicasets");
            long sum = sets.stream().mapToLong(Rollout::replicas).sum();
            if (Rollout.replicas(set) > before) {
                long atMost = recent(most, deployment.get()).most(change.nanos());
                if (sum > atMost) {
                    findings.violation(
                            "more than maxSurge allows",
                            sizes(change, before, deployment.get(), sets)
                                    + "together %d; of late %d were allowed at most.".formatted(sum, atMost));
                }
            } else if (Rollout.newest(sets)
                    .filter(newest -> newest.uid().equals(set.uid()))
                    .isEmpty()) {
                long waiting = Rollout.newest(sets)
                        .map(newest -> Math.max(
                                0, Rollout.replicas(newest) - newest.status().whole(0, "availableReplicas")))
                        .orElse(0L);
                long atLeast = recent(least, deployment.get()).least(change.nanos());
                if (sum - waiting < atLeast) {
                    findings.violation(
                            "fewer than maxUnavailable allows",
                            sizes(change, before, deployment.get(), sets)
                                    + "together %d, of which %d of the newest are not available yet; of late %d had to stay."
                                            .formatted(sum, waiting, atLeast));
                }
            }
        }
    }

    private static String sizes(Change change, long before, KubeObject deployment, List<KubeObject> sets) {
        return "%s went from %d to %d by %s.\nThe ReplicaSets of %s want %s:\n"
                .formatted(
                        change.ref(),
                        before,
                        Rollout.replicas(change.object()),
                        change.when(),
                        deployment.name(),
                        sets.stream()
                                .map(set -> set.name() + " " + Rollout.replicas(set))
                                .collect(Collectors.joining(", ")));
    }

    private static String names(List<KubeObject> objects) {
        return objects.stream().map(KubeObject::name).collect(Collectors.joining(", "));
    }
}
