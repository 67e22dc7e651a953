package io.jukung.chaos.cluster;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.StatusRuntimeException;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.RangeRequest;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Whether a member serves. */
final class Serving {

    private static final int TRY_MILLIS = 1000;
    private static final int PAUSE_MILLIS = 50;

    private Serving() {}

    /** Waits until a linearizable read is answered. */
    static void await(String member, Cluster.Address address, int seconds) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        var channel = Grpc.newChannelBuilderForAddress(
                        address.host(), address.port(), InsecureChannelCredentials.create())
                .build();
        var request = RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("serving"))
                .build();
        var last = "nothing";
        try {
            while (System.nanoTime() < end) {
                try {
                    KVGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(TRY_MILLIS, TimeUnit.MILLISECONDS)
                            .range(request);
                    return;
                } catch (StatusRuntimeException e) {
                    last = e.getStatus().toString();
                    // gRPC would wait ever longer between attempts to connect.
                    channel.resetConnectBackoff();
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        } finally {
            channel.shutdownNow();
        }
        throw new IOException(member + " does not serve at " + address + " within " + seconds
                + " s, expected an answer to a linearizable read; last: " + last);
    }
}
