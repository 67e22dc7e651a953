package io.jukung.chaos.history;

import com.google.protobuf.Message;

/**
 * One unary request of etcd's API and what became of it.
 *
 * @param member who was asked, as {@code n1}
 * @param method the gRPC method, as {@code KV/Txn}
 * @param begun just before it was sent, nanoseconds of the run's clock
 * @param ended just after its result was known
 */
public record Call(String member, String method, Message request, Result result, long begun, long ended) {

    public sealed interface Result {
        /** It happened and this was said of it. */
        record Answered(Message response) implements Result {}

        /** It was refused: it did not happen and never will. */
        record Refused(String code, String text) implements Result {}

        /** Nobody knows: a deadline passed, a connection broke, no leader, ... */
        record Unknown(String code, String text) implements Result {}
    }
}
