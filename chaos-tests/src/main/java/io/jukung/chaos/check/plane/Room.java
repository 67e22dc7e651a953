package io.jukung.chaos.check.plane;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.quantity.Quantity;
import io.jukung.api.model.tree.ObjectValue;
import java.util.Locale;

/**
 * What pods take, or a node gives.
 *
 * @param milliCpu thousandths of a processor
 * @param memory bytes
 */
record Room(long milliCpu, long memory, long pods) {

    private static final Room NONE = new Room(0, 0, 0);

    /** What is promised to a pod: the sum of its containers, or its greediest init container if that is more. */
    static Room of(KubeObject pod) {
        var together = NONE;
        for (var container : pod.spec().list("containers").objects()) {
            together = together.plus(requests(container));
        }
        for (var first : pod.spec().list("initContainers").objects()) {
            var its = requests(first);
            together = first.text("restartPolicy").equals("Always") ? together.plus(its) : together.most(its);
        }
        return new Room(together.milliCpu, together.memory, 1);
    }

    private static Room requests(ObjectValue container) {
        var requests = container.object("resources", "requests");
        return new Room(milli(requests, "cpu"), whole(requests, "memory"), 0);
    }

    /** What a node gives to pods. */
    static Room ofNode(KubeObject node) {
        var allocatable = node.status().object("allocatable");
        return new Room(milli(allocatable, "cpu"), whole(allocatable, "memory"), whole(allocatable, "pods"));
    }

    /** What the pods that are bound to a node take, without those that have ended. */
    static Room taken(PlaneState state, String node) {
        var sum = NONE;
        for (var pod : state.all("pods").values()) {
            if (Pod.node(pod).equals(node) && !Pod.finished(pod)) {
                sum = sum.plus(of(pod));
            }
        }
        return sum;
    }

    /** Whether any node that it may be on has room for a pod that is not bound. */
    static boolean hasRoom(PlaneState state, KubeObject pod) {
        var target = Pod.target(pod);
        return state.all("nodes").values().stream()
                .filter(node -> target.isEmpty() || target.equals(node.name()))
                .anyMatch(node -> taken(state, node.name()).plus(of(pod)).within(ofNode(node)));
    }

    Room plus(Room that) {
        return new Room(milliCpu + that.milliCpu, memory + that.memory, pods + that.pods);
    }

    private Room most(Room that) {
        return new Room(Math.max(milliCpu, that.milliCpu), Math.max(memory, that.memory), Math.max(pods, that.pods));
    }

    boolean within(Room that) {
        return milliCpu <= that.milliCpu && memory <= that.memory && pods <= that.pods;
    }

    private static long milli(ObjectValue amounts, String name) {
        var quantity = Quantity.parseOrNull(text(amounts, name));
        return quantity == null ? 0 : quantity.milli();
    }

    private static long whole(ObjectValue amounts, String name) {
        var quantity = Quantity.parseOrNull(text(amounts, name));
        return quantity == null ? 0 : quantity.value();
    }

    private static String text(ObjectValue amounts, String name) {
        var value = amounts.get(name);
        return value == null ? "0" : value.toString();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d m cpu, %d MiB, %d pods", milliCpu, memory >> 20, pods);
    }
}
