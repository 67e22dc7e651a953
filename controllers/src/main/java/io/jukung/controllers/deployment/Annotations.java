package io.jukung.controllers.deployment;

import io.jukung.api.model.object.KubeObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The annotations in which Deployments keep their history; kubectl reads them too. */
final class Annotations {

    static final String REVISION = "deployment.kubernetes.io/revision";
    static final String REVISION_HISTORY = "deployment.kubernetes.io/revision-history";
    static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
    static final String MAX = "deployment.kubernetes.io/max-replicas";

    /** What a ReplicaSet does not take over from its Deployment. */
    private static final Set<String> OWN = Set.of(
            REVISION,
            REVISION_HISTORY,
            DESIRED,
            MAX,
            "kubectl.kubernetes.io/last-applied-configuration",
            "deprecated.deployment.rollback.to");

    private static final int MAX_HISTORY_CHARS = 2_000;

    private Annotations() {}

    /** The number, or {@code absent} where there is none or no number. */
    static long number(KubeObject object, String annotation, long absent) {
        try {
            return Long.parseLong(object.annotations().getOrDefault(annotation, ""));
        } catch (NumberFormatException e) {
            return absent;
        }
    }

    /** The revisions a ReplicaSet had before, with {@code present} last; the oldest are forgotten when it gets long. */
    static String historyWith(KubeObject replicaSet, long present) {
        var history = replicaSet.annotations().getOrDefault(REVISION_HISTORY, "");
        history = history.isEmpty() ? Long.toString(present) : history + "," + present;
        while (history.length() > MAX_HISTORY_CHARS) {
            history = history.substring(history.indexOf(',') + 1);
        }
        return history;
    }

    static long revision(KubeObject object) {
        return number(object, REVISION, 0);
    }

    /** A Deployment's annotations that its newest ReplicaSet carries too. */
    static Map<String, String> inherited(KubeObject deployment) {
        var inherited = new LinkedHashMap<>(deployment.annotations());
        inherited.keySet().removeAll(OWN);
        return inherited;
    }
}
