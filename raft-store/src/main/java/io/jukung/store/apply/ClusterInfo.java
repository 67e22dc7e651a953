package io.jukung.store.apply;

import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.Rejection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the log says about the cluster itself. Changes are checked as etcd checks them when it applies them: two that
 * were proposed at the same time may exclude each other.
 *
 * @param clusterId 0: not set yet
 * @param version what the members have in common
 * @param founded whether the members are known; before, they are those who have told about themselves
 * @param members by member id
 * @param removed ids that were members once; they never are again
 */
public record ClusterInfo(
        long clusterId, ClusterVersion version, boolean founded, Map<Long, ClusterMember> members, Set<Long> removed) {

    /** Nothing known yet. */
    public static final ClusterInfo EMPTY = new ClusterInfo(0, ClusterVersion.UNKNOWN, false, Map.of(), Set.of());

    public ClusterInfo {
        members = Map.copyOf(members);
        removed = Set.copyOf(removed);
    }

    /** By id, ascending, as etcd lists them. */
    public List<ClusterMember> list() {
        return members.values().stream()
                .sorted((a, b) -> Long.compareUnsigned(a.id(), b.id()))
                .toList();
    }

    public List<ClusterMember> voters() {
        return list().stream().filter(member -> !member.learner()).toList();
    }

    /** Whether this member is one, and has no vote. */
    public boolean isLearner(long id) {
        var member = members.get(id);
        return member != null && member.learner();
    }

    ClusterInfo withClusterId(long newClusterId) {
        return new ClusterInfo(newClusterId, version, founded, members, removed);
    }

    ClusterInfo withVersion(ClusterVersion newVersion) {
        return new ClusterInfo(clusterId, newVersion, founded, members, removed);
    }

    private ClusterInfo with(Map<Long, ClusterMember> changed) {
        return new ClusterInfo(clusterId, version, founded, changed, removed);
    }

    private ClusterInfo withMember(ClusterMember member) {
        Map<Long, ClusterMember> changed = new HashMap<>(members);
        changed.put(member.id(), member);
        return with(changed);
    }

    /** With its founders; without effect if they are known. What the founders have told already is kept. */
    public ClusterInfo foundedBy(List<ClusterMember> founders) {
        if (founded) {
            return this;
        }
        Map<Long, ClusterMember> all = new HashMap<>();
        for (ClusterMember founder : founders) {
            ClusterMember known = members.get(founder.id());
            all.put(
                    founder.id(),
                    known == null
                            ? founder
                            : new ClusterMember(
                                    founder.id(),
                                    known.name(),
                                    founder.peerUrls(),
                                    known.clientUrls(),
                                    founder.learner()));
        }
        return new ClusterInfo(clusterId, version, true, all, removed);
    }

    ClusterInfo withAttributes(MemberAttributes attributes) {
        ClusterMember known = members.get(attributes.memberId());
        if (known != null) {
            return withMember((founded ? known : known.withPeerUrls(attributes.peerUrls())).withAttributes(attributes));
        }
        // After the founding only a removed one can be unknown: it did not hear of it yet.
        return founded
                ? this
                : withMember(ClusterMember.added(attributes.memberId(), attributes.peerUrls(), false)
                        .withAttributes(attributes));
    }

    ClusterInfo add(ClusterMember member, int maxLearners) throws RejectedException {
        if (members.containsKey(member.id()) || removed.contains(member.id())) {
            throw new RejectedException(Rejection.MEMBER_EXISTS);
        }
        checkUnused(member.id(), member.peerUrls());
        long learners = members.values().stream().filter(ClusterMember::learner).count();
        if (member.learner() && learners >= maxLearners) {
            throw new RejectedException(Rejection.TOO_MANY_LEARNERS);
        }
        return withMember(member);
    }

    ClusterInfo remove(long id) throws RejectedException {
        existing(id);
        Map<Long, ClusterMember> left = new HashMap<>(members);
        left.remove(id);
        Set<Long> gone = new HashSet<>(removed);
        gone.add(id);
        return new ClusterInfo(clusterId, version, founded, left, gone);
    }

    ClusterInfo update(long id, List<String> peerUrls) throws RejectedException {
        ClusterMember member = existing(id);
        checkUnused(id, peerUrls);
        return withMember(member.withPeerUrls(peerUrls));
    }

    ClusterInfo promote(long id) throws RejectedException {
        ClusterMember member = existing(id);
        if (!member.learner()) {
            throw new RejectedException(Rejection.MEMBER_NOT_LEARNER);
        }
        return withMember(member.promoted());
    }

    private ClusterMember existing(long id) throws RejectedException {
        ClusterMember member = members.get(id);
        if (member == null) {
            throw new RejectedException(Rejection.MEMBER_NOT_FOUND);
        }
        return member;
    }

    private void checkUnused(long id, List<String> urls) throws RejectedException {
        for (ClusterMember other : members.values()) {
            if (other.id() != id && other.peerUrls().stream().anyMatch(urls::contains)) {
                throw new RejectedException(Rejection.PEER_URL_EXISTS);
            }
        }
    }
}
