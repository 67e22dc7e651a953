package io.jukung.chaos.history;

import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchResponse;
import java.util.List;

/**
 * One watch on one connection, from its creation until it ended or was left.
 *
 * @param watcher names the logical watcher, which may go on in other streams (resumed) after this one
 * @param member who was asked
 * @param begun just before the request was sent, nanoseconds of the run's clock
 * @param received all responses in the order of their arrival
 * @param ended when the stream was over
 * @param reason why: {@code cancelled} by the server, {@code closed} by us, or the status code of a failure
 */
public record WatchStream(
        String watcher,
        String member,
        WatchCreateRequest request,
        long begun,
        List<Received> received,
        long ended,
        String reason) {

    public WatchStream {
        received = List.copyOf(received);
    }

    /** With {@code nanos} when it arrived. */
    public record Received(long nanos, WatchResponse response) {}
}
