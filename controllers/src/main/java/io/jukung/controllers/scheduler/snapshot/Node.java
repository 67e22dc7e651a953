package io.jukung.controllers.scheduler.snapshot;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A node as its object describes it.
 *
 * @param unschedulable cordoned
 * @param allowedPods how many pods the node takes
 * @param images bytes of each image on the node, by name
 */
public record Node(
        String name,
        Map<String, String> labels,
        List<Taint> taints,
        boolean unschedulable,
        Resources allocatable,
        long allowedPods,
        Map<String, Long> images) {

    public static Node of(KubeObject node) {
        var status = node.status();
        var allocatable = status.has("allocatable") ? status.object("allocatable") : status.object("capacity");
        return new Node(
                node.name(),
                node.labels(),
                Taint.listOf(node.spec()),
                node.spec().flag("unschedulable"),
                Resources.of(allocatable),
                Resources.units(allocatable, "pods"),
                images(status));
    }

    private static Map<String, Long> images(ObjectValue status) {
        var images = new HashMap<String, Long>();
        for (var image : status.list("images").objects()) {
            for (var name : image.list("names").texts()) {
                images.put(name, image.whole(0, "sizeBytes"));
            }
        }
        return Map.copyOf(images);
    }
}
