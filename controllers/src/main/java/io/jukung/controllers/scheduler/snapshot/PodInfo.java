package io.jukung.controllers.scheduler.snapshot;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.object.OwnerReference;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What scheduling needs to know of a pod.
 *
 * @param object the pod as last seen, for events and conditions
 * @param controller uid of the controlling owner; "" for none
 * @param priority larger goes first
 * @param nodeName "" while unassigned
 * @param requests what the pod takes of a node
 * @param scoringRequests CPU and memory with defaults for containers that ask for none
 * @param near required pod affinity
 * @param apart required pod anti-affinity
 * @param wishes preferred affinity, and anti-affinity with negative weights
 * @param images names of the containers' images
 */
public record PodInfo(
        KubeObject object,
        ObjectKey key,
        Map<String, String> labels,
        String controller,
        int priority,
        Instant created,
        String nodeName,
        boolean terminating,
        Resources requests,
        Resources scoringRequests,
        NodeAffinity nodeAffinity,
        List<Toleration> tolerations,
        List<HostPort> hostPorts,
        List<SpreadConstraint> spread,
        List<PodTerm> near,
        List<PodTerm> apart,
        List<PodTerm.Preference> wishes,
        List<String> images) {

    /** Reads a pod; throws {@link IllegalArgumentException} on quantities and selectors that do not parse. */
    public static PodInfo of(KubeObject pod) {
        var spec = pod.spec();
        var wishes = new java.util.ArrayList<>(PodTerm.preferred(pod, "podAffinity", 1));
        wishes.addAll(PodTerm.preferred(pod, "podAntiAffinity", -1));
        return new PodInfo(
                pod,
                pod.key(),
                pod.labels(),
                pod.controller().map(OwnerReference::uid).orElse(""),
                (int) spec.whole(0, "priority"),
                pod.creationTimestamp().orElse(Instant.EPOCH),
                spec.text("nodeName"),
                pod.beingDeleted(),
                PodRequests.requests(spec),
                PodRequests.forScores(spec),
                NodeAffinity.of(spec),
                Toleration.listOf(spec),
                HostPort.listOf(spec),
                SpreadConstraint.listOf(pod),
                PodTerm.required(pod, "podAffinity"),
                PodTerm.required(pod, "podAntiAffinity"),
                List.copyOf(wishes),
                spec.list("containers").objects().stream()
                        .map(container -> container.text("image"))
                        .toList());
    }

    public String uid() {
        return object.uid();
    }

    /** The pod as it will be once bound. */
    public PodInfo on(String node) {
        return new PodInfo(
                object,
                key,
                labels,
                controller,
                priority,
                created,
                node,
                terminating,
                requests,
                scoringRequests,
                nodeAffinity,
                tolerations,
                hostPorts,
                spread,
                near,
                apart,
                wishes,
                images);
    }

    public boolean tolerates(Taint taint) {
        return tolerations.stream().anyMatch(toleration -> toleration.tolerates(taint));
    }

    /** Nothing more will run: the node's resources are free again. */
    public static boolean finished(KubeObject pod) {
        var phase = pod.status().text("phase");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }
}
