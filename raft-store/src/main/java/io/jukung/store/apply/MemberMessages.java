package io.jukung.store.apply;

import io.jukung.proto.etcd.Member;
import java.util.List;

/** Members as etcd's messages, in answers, between members and on disk. */
public final class MemberMessages {

    private MemberMessages() {}

    public static Member of(ClusterMember member) {
        return Member.newBuilder()
                .setID(member.id())
                .setName(member.name())
                .addAllPeerURLs(member.peerUrls())
                .addAllClientURLs(member.clientUrls())
                .setIsLearner(member.learner())
                .build();
    }

    public static List<Member> of(ClusterInfo cluster) {
        return cluster.list().stream().map(MemberMessages::of).toList();
    }

    public static ClusterMember read(Member message) {
        return new ClusterMember(
                message.getID(),
                message.getName(),
                message.getPeerURLsList(),
                message.getClientURLsList(),
                message.getIsLearner());
    }
}
