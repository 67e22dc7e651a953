package io.jukung.controllers.scheduler;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.KubeObject;
import io.jukung.controllers.scheduler.framework.FilterResult;
import io.jukung.controllers.scheduler.plugins.DefaultProfile;
import io.jukung.controllers.scheduler.snapshot.Node;
import io.jukung.controllers.scheduler.snapshot.NodeInfo;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import io.jukung.controllers.scheduler.snapshot.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Pods and nodes for the tests, from JSON with single quotes. */
final class Objects {

    static final Scheduling SCHEDULING = new Scheduling(DefaultProfile.FILTERS, DefaultProfile.SCORERS);

    private Objects() {}

    static KubeObject object(String json) {
        return new KubeObject(Json.readObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    /** A pod of namespace {@code ns}; {@code spec} and {@code labels} without their braces. */
    static KubeObject podObject(String name, String labels, String spec) {
        return object(
                "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'%s','namespace':'ns','uid':'uid-%s','labels':{%s}},'spec':{%s}}"
                        .formatted(name, name, labels, spec));
    }

    static PodInfo pod(String name, String labels, String spec) {
        return PodInfo.of(podObject(name, labels, spec));
    }

    static PodInfo pod(String spec) {
        return pod("p", "", spec);
    }

    /** Container requests as a spec. */
    static String requests(String cpu, String memory) {
        return "'containers':[{'resources':{'requests':{'cpu':'%s','memory':'%s'}}}]".formatted(cpu, memory);
    }

    /** A node of 4 CPUs, 8 GiB and 110 pods. */
    static KubeObject nodeObject(String name, String labels, String spec) {
        return object(
                "{'apiVersion':'v1','kind':'Node','metadata':{'name':'%s','uid':'uid-%s','labels':{'kubernetes.io/hostname':'%s'%s}},'spec':{%s},'status':{'allocatable':{'cpu':'4','memory':'8Gi','ephemeral-storage':'100Gi','pods':'110','example.com/gpu':'1'}}}"
                        .formatted(name, name, name, labels.isEmpty() ? "" : "," + labels, spec));
    }

    static NodeInfo node(String name, String labels, String spec, PodInfo... pods) {
        var info = NodeInfo.of(Node.of(nodeObject(name, labels, spec)));
        for (var pod : pods) {
            info = info.plus(pod.on(name));
        }
        return info;
    }

    static NodeInfo node(String name, PodInfo... pods) {
        return node(name, "", "", pods);
    }

    static Snapshot cluster(NodeInfo... nodes) {
        return Snapshot.of(List.of(nodes));
    }

    static Verdict schedule(PodInfo pod, NodeInfo... nodes) {
        return SCHEDULING.schedule(pod, cluster(nodes), new SplittableRandom(1));
    }

    /** Where the pod goes, or why it does not. */
    static String outcome(PodInfo pod, NodeInfo... nodes) {
        return switch (schedule(pod, nodes)) {
            case Verdict.Assigned(var node, var evaluated, var feasible) -> node;
            case Verdict.Unschedulable(var message, var plugins) -> message.replaceFirst("[.] .*", ".");
        };
    }

    /** All nodes the pod may go to, by trying each alone in its cluster. */
    static List<String> allowed(PodInfo pod, NodeInfo... nodes) {
        var snapshot = cluster(nodes);
        return Arrays.stream(nodes)
                .filter(node -> SCHEDULING.filters().stream()
                        .allMatch(plugin -> plugin.prepare(pod, snapshot).filter(node) instanceof FilterResult.Fits))
                .map(NodeInfo::name)
                .toList();
    }
}
