package io.jukung.chaos.sim.raft;

import com.google.protobuf.ByteString;

/** An entry of the log. {@code bytes} is empty for a leader's first one, which is Raft's own. */
public record Entry(long term, long index, ByteString bytes) {

    boolean isOwn() {
        return bytes.isEmpty();
    }
}
