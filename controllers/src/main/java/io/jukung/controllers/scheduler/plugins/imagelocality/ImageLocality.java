package io.jukung.controllers.scheduler.plugins.imagelocality;

import io.jukung.controllers.scheduler.framework.ScorePlugin;
import io.jukung.controllers.scheduler.snapshot.NodeInfo;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import io.jukung.controllers.scheduler.snapshot.Snapshot;
import java.util.HashMap;
import java.util.List;

/**
 * The more bytes of the pod's images a node has, the better. An image counts by the share of nodes that
 * have it, so that a rare one does not draw every pod to the same node.
 */
public final class ImageLocality implements ScorePlugin {

    private static final long MIN_BYTES = 23L * 1024 * 1024;
    private static final long MAX_BYTES_PER_CONTAINER = 1000L * 1024 * 1024;

    @Override
    public String name() {
        return "ImageLocality";
    }

    @Override
    public int weight() {
        return 1;
    }

    @Override
    public long[] scores(PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
        var shares = new HashMap<String, Double>();
        for (var image : pod.images()) {
            var name = withTag(image);
            long having = snapshot.nodes().stream()
                    .filter(node -> node.node().images().containsKey(name))
                    .count();
            if (having > 0) {
                shares.put(name, (double) having / snapshot.nodes().size());
            }
        }
        if (shares.isEmpty()) {
            return new long[0];
        }
        long max = MAX_BYTES_PER_CONTAINER * pod.images().size();
        return ScorePlugin.each(feasible, node -> {
            long bytes = pod.images().stream()
                    .map(ImageLocality::withTag)
                    .mapToLong(image ->
                            (long) (node.node().images().getOrDefault(image, 0L) * shares.getOrDefault(image, 0.0)))
                    .sum();
            return MAX_SCORE * (Math.clamp(bytes, MIN_BYTES, max) - MIN_BYTES) / (max - MIN_BYTES);
        });
    }

    private static String withTag(String image) {
        return image.lastIndexOf(':') <= image.lastIndexOf('/') ? image + ":latest" : image;
    }
}
