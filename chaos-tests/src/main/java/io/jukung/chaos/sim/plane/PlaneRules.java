package io.jukung.chaos.sim.plane;

import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.chaos.sim.kernel.Kernel;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Pods;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold after every change of the API's objects, and of what runs on the nodes. */
final class PlaneRules {

    private final Kernel kernel;
    private final PlaneApi api;
    /** The most replicas each ReplicaSet has ever been asked for, by uid. */
    private final Map<String, Long> mostWanted = new HashMap<>();
    /** Creations whose answer was lost, by the ReplicaSet's uid: each may be made once more. */
    private final Map<String, Long> unanswered = new HashMap<>();
    /** Where a pod's containers run, by uid. */
    private final Map<String, Set<String>> running = new HashMap<>();

    private long unseenBindings;

    PlaneRules(Kernel kernel, PlaneApi api) {
        this.kernel = kernel;
        this.api = api;
    }

    void changed(GroupVersionResource resource, @Nullable KubeObject before, @Nullable KubeObject now) {
        if (resource.equals(Kind.REPLICA_SET.resource()) && now != null) {
            mostWanted.merge(now.uid(), now.spec().whole(1, "replicas"), Math::max);
        }
        if (!resource.equals(Kind.POD.resource()) || now == null) {
            return;
        }
        if (before == null) {
            notTooMany(now);
        } else {
            kernel.require(
                    Pods.node(before).isEmpty() || Pods.node(before).equals(Pods.node(now)),
                    "a pod is bound once",
                    "pod %s was bound to %s and is now bound to %s",
                    now.key(),
                    Pods.node(before),
                    Pods.node(now));
            if (Pods.node(before).isEmpty() && !Pods.node(now).isEmpty()) {
                fits(Pods.node(now));
            }
        }
    }

    private void notTooMany(KubeObject created) {
        var owner = created.controller();
        if (owner.isEmpty()) {
            return;
        }
        var uid = owner.get().uid();
        long active = api.all(Kind.POD.resource()).values().stream()
                .filter(Pods::active)
                .filter(pod ->
                        pod.controller().filter(its -> its.uid().equals(uid)).isPresent())
                .count();
        long most = mostWanted.getOrDefault(uid, 0L) + unanswered.getOrDefault(uid, 0L);
        kernel.require(
                active <= most,
                "no more than wanted",
                "ReplicaSet %s has %d pods with the new %s, and never wanted more than %d",
                owner.get().name(),
                active,
                created.name(),
                most);
    }

    private void fits(String node) {
        var there = api.all(Kind.NODE.resource()).values().stream()
                .filter(known -> known.name().equals(node))
                .findFirst();
        if (there.isEmpty()) {
            return;
        }
        long allowed = Long.parseLong(there.get().status().text("allocatable", "pods"));
        long bound = api.all(Kind.POD.resource()).values().stream()
                .filter(pod -> Pods.node(pod).equals(node) && !Pods.finished(pod))
                .count();
        kernel.require(
                bound <= allowed + unseenBindings,
                "a node is not overcommitted",
                "%s takes %d pods and has %d",
                node,
                allowed,
                bound);
    }

    /** A write whose answer will be lost is made. */
    void answerLost(@Nullable KubeObject created) {
        if (created != null) {
            created.controller().ifPresent(owner -> unanswered.merge(owner.uid(), 1L, Long::sum));
        }
    }

    /** A scheduler does not know of a binding that is made: its answer is lost, or another one makes it. */
    void bindingUnseen() {
        unseenBindings++;
    }

    void containerStarted(String podUid, String node) {
        var nodes = running.computeIfAbsent(podUid, fresh -> new HashSet<>());
        nodes.add(node);
        kernel.require(
                nodes.size() == 1, "a pod runs on one node", "the containers of pod %s run on %s", podUid, nodes);
    }

    void containersGone(String podUid, String node) {
        var nodes = running.get(podUid);
        if (nodes != null) {
            nodes.remove(node);
        }
    }
}
