package io.jukung.cli.rest;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.cli.CommandFailure;
import java.util.Comparator;
import java.util.List;

/** How far a Deployment is, and what it was before; judged as kubectl does. */
public final class DeploymentRollout {

    private static final String REVISION = "deployment.kubernetes.io/revision";
    private static final String TEMPLATE_HASH = "pod-template-hash";

    private DeploymentRollout() {}

    /** One look at a rollout. */
    public record Progress(String message, boolean complete, boolean failed) {}

    public static Progress progress(KubeObject deployment) {
        var name = deployment.name();
        var status = deployment.status();
        if (deployment.generation() > status.whole(0, "observedGeneration")) {
            return going("Waiting for deployment spec update to be observed...");
        }
        for (var condition : status.list("conditions").objects()) {
            if (condition.text("type").equals("Progressing")
                    && condition.text("reason").equals("ProgressDeadlineExceeded")) {
                return new Progress("deployment \"" + name + "\" exceeded its progress deadline", false, true);
            }
        }
        long wanted = deployment.spec().whole(1, "replicas");
        long updated = status.whole(0, "updatedReplicas");
        long replicas = status.whole(0, "replicas");
        long available = status.whole(0, "availableReplicas");
        if (updated < wanted) {
            return going("Waiting for deployment \"" + name + "\" rollout to finish: " + updated + " out of " + wanted
                    + " new replicas have been updated...");
        }
        if (replicas > updated) {
            return going("Waiting for deployment \"" + name + "\" rollout to finish: " + (replicas - updated)
                    + " old replicas are pending termination...");
        }
        if (available < updated) {
            return going("Waiting for deployment \"" + name + "\" rollout to finish: " + available + " of " + updated
                    + " updated replicas are available...");
        }
        return new Progress("deployment \"" + name + "\" successfully rolled out", true, false);
    }

    private static Progress going(String message) {
        return new Progress(message, false, false);
    }

    /** The Deployment's revision that a ReplicaSet is; 0 where none is noted. */
    public static long revision(KubeObject replicaSet) {
        var text = replicaSet.annotations().getOrDefault(REVISION, "0");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    /** Those of {@code replicaSets} that the Deployment controls, oldest revision first. */
    public static List<KubeObject> revisions(KubeObject deployment, List<KubeObject> replicaSets) {
        return replicaSets.stream()
                .filter(set -> set.controller()
                        .filter(owner -> owner.uid().equals(deployment.uid()))
                        .isPresent())
                .sorted(Comparator.comparingLong(DeploymentRollout::revision))
                .toList();
    }

    /**
     * The pod template of a revision, as it stood in the Deployment.
     *
     * @param wanted 0 for the one before the newest
     */
    public static ObjectValue templateOf(List<KubeObject> revisions, long wanted) {
        if (wanted == 0 && revisions.size() < 2) {
            throw new CommandFailure("no rollout history found: there is no revision to go back to");
        }
        var chosen = wanted == 0
                ? revisions.get(revisions.size() - 2)
                : revisions.stream()
                        .filter(set -> revision(set) == wanted)
                        .findFirst()
                        .orElseThrow(() -> new CommandFailure("unable to find specified revision " + wanted
                                + " in history; see: jukung rollout history"));
        return chosen.spec().object("template").withoutAt("metadata", "labels", TEMPLATE_HASH);
    }
}
