package io.jukung.store;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * The cluster a member is founded with, or joins.
 *
 * @param initialCluster peer URLs by member name
 * @param token keeps clusters apart that were made from the same names and URLs, etcd's {@code initial-cluster-token}
 * @param state whether that cluster is founded now or exists already; without meaning once there is data
 * @param forceNewCluster whether a member with data starts as the only one of a new cluster
 */
public record Bootstrap(Map<String, List<URI>> initialCluster, String token, State state, boolean forceNewCluster)
        implements StoreConfig.Part {

    /** etcd's {@code initial-cluster-state}. */
    public enum State {
        NEW,
        EXISTING
    }

    public Bootstrap {
        initialCluster = Map.copyOf(initialCluster);
        initialCluster.forEach((member, urls) -> {
            StoreConfig.require(!urls.isEmpty(), "initial-cluster: " + member + " has no URL");
            urls.forEach(url -> Endpoints.check("initial-cluster", url));
        });
        var allUrls = initialCluster.values().stream().flatMap(List::stream).toList();
        StoreConfig.require(
                allUrls.stream().distinct().count() == allUrls.size(),
                "initial-cluster: the same peer URL twice in " + initialCluster);
    }

    /** A cluster that is founded now. */
    public static Bootstrap founding(Map<String, List<URI>> initialCluster, String token) {
        return new Bootstrap(initialCluster, token, State.NEW, false);
    }
}
