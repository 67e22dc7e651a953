package io.jukung.chaos.check.plane;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;

/** What rules ask of a pod. */
final class Pod {

    private Pod() {}

    static String node(KubeObject pod) {
        return pod.spec().text("nodeName");
    }

    static String phase(KubeObject pod) {
        return pod.status().text("phase");
    }

    static boolean finished(KubeObject pod) {
        return phase(pod).equals("Succeeded") || phase(pod).equals("Failed");
    }

    /** Whether it runs or will, and nobody asked it to go. */
    static boolean active(KubeObject pod) {
        return !finished(pod) && !pod.beingDeleted();
    }

    static boolean ready(KubeObject pod) {
        return condition(pod, "Ready").text("status").equals("True");
    }

    /** The condition of a type; empty if it has none. */
    static ObjectValue condition(KubeObject object, String type) {
        return object.status().list("conditions").objects().stream()
                .filter(condition -> condition.text("type").equals(type))
                .findFirst()
                .orElse(ObjectValue.empty());
    }

    /** As {@code web-1 (Pending, not ready, on node-a)}. */
    static String said(KubeObject pod) {
        var bound = node(pod).isEmpty() ? "not bound" : "on " + node(pod);
        return pod.name() + " (" + (phase(pod).isEmpty() ? "no phase" : phase(pod))
                + (ready(pod) ? ", ready" : ", not ready") + (pod.beingDeleted() ? ", being deleted" : "") + ", "
                + bound + ")";
    }

    /** The node that a daemon's pod is for, which the DaemonSet's loop writes as an affinity; "" if it is for none. */
    static String target(KubeObject pod) {
        if (!node(pod).isEmpty()) {
            return node(pod);
        }
        return pod
                .spec()
                .list("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
                .objects()
                .stream()
                .flatMap(term -> term.list("matchFields").objects().stream())
                .filter(field -> field.text("key").equals("metadata.name"))
                .flatMap(field -> field.list("values").texts().stream())
                .findFirst()
                .orElse("");
    }
}
