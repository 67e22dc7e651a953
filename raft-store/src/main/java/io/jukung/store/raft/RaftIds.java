package io.jukung.store.raft;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;

/** The store's ids as Ratis wants them: a member is its id in hexadecimal, a cluster a UUID of its id. */
final class RaftIds {

    private RaftIds() {}

    static RaftPeerId peer(long member) {
        return RaftPeerId.valueOf(Long.toHexString(member));
    }

    static long member(RaftPeerId peer) {
        return Long.parseUnsignedLong(peer.toString(), 16);
    }

    static Set<Long> members(Collection<RaftPeer> peers) {
        return peers.stream().map(peer -> member(peer.getId())).collect(Collectors.toUnmodifiableSet());
    }

    /** Their ids alone. */
    static List<RaftPeer> peers(Set<Long> members) {
        return members.stream()
                .map(member -> RaftPeer.newBuilder().setId(peer(member)).build())
                .toList();
    }

    static List<RaftPeer> peers(Map<Long, InetSocketAddress> addresses) {
        return addresses.entrySet().stream()
                .map(member -> RaftPeer.newBuilder()
                        .setId(peer(member.getKey()))
                        .setAddress(member.getValue().getHostString() + ":"
                                + member.getValue().getPort())
                        .build())
                .toList();
    }

    static RaftGroupId group(long cluster) {
        return RaftGroupId.valueOf(new UUID(0x6a756b756e670000L, cluster));
    }
}
