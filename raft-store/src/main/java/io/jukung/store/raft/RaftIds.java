package io.jukung.store.raft;

import java.util.UUID;
import org.apache.ratis.protocol.RaftGroupId;
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

    static RaftGroupId group(long cluster) {
        return RaftGroupId.valueOf(new UUID(0x6a756b756e670000L, cluster));
    }
}
