package io.jukung.store.apply;

import com.google.protobuf.Message;
import io.jukung.store.mvcc.Rejection;

/** What became of a command: the same on every member. */
public sealed interface Outcome {

    /**
     * It was applied.
     *
     * @param response etcd's response message to the command's request; its header holds only the revision
     */
    record Applied(Message response) implements Outcome {}

    /** It was refused and changed nothing. */
    record Rejected(Rejection reason) implements Outcome {}
}
