package io.jukung.store.apply;

import java.util.List;

/**
 * A member of the cluster, etcd's {@code Member}.
 *
 * @param id as in every response header
 * @param name empty until the member has started for the first time
 * @param peerUrls how the other members reach it
 * @param clientUrls how clients reach it; empty until it has started
 * @param learner gets the log but has no vote
 */
public record ClusterMember(long id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {

    public ClusterMember {
        peerUrls = List.copyOf(peerUrls);
        clientUrls = List.copyOf(clientUrls);
    }

    /** One that has not started. */
    public static ClusterMember added(long id, List<String> peerUrls, boolean learner) {
        return new ClusterMember(id, "", peerUrls, List.of(), learner);
    }

    /** Whether it has ever told about itself: from then on it may have acknowledged entries of the log. */
    public boolean started() {
        return !name.isEmpty();
    }

    ClusterMember withAttributes(MemberAttributes attributes) {
        return new ClusterMember(id, attributes.name(), peerUrls, attributes.clientUrls(), learner);
    }

    ClusterMember withPeerUrls(List<String> urls) {
        return new ClusterMember(id, name, urls, clientUrls, learner);
    }

    ClusterMember promoted() {
        return new ClusterMember(id, name, peerUrls, clientUrls, false);
    }
}
