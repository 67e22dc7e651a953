package io.jukung.store.apply;

import java.util.HashMap;
import java.util.Map;

/**
 * What the log says about the cluster itself.
 *
 * @param clusterId 0: not set yet
 * @param version the lowest release all members run; empty: not set yet
 * @param members by member id
 */
public record ClusterInfo(long clusterId, String version, Map<Long, MemberAttributes> members) {

    /** Nothing known yet. */
    public static final ClusterInfo EMPTY = new ClusterInfo(0, "", Map.of());

    public ClusterInfo {
        members = Map.copyOf(members);
    }

    ClusterInfo withClusterId(long newClusterId) {
        return new ClusterInfo(newClusterId, version, members);
    }

    ClusterInfo withVersion(String newVersion) {
        return new ClusterInfo(clusterId, newVersion, members);
    }

    ClusterInfo withMember(MemberAttributes attributes) {
        Map<Long, MemberAttributes> changed = new HashMap<>(members);
        changed.put(attributes.memberId(), attributes);
        return new ClusterInfo(clusterId, version, changed);
    }
}
