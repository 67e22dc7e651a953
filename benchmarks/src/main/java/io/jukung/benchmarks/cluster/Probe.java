package io.jukung.benchmarks.cluster;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.RangeRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Asks members that may not be up yet for a linearizable read, again and again, each over a new connection. */
final class Probe {

    private static final long PAUSE_MILLIS = 20;
    private static final long TRY_MILLIS = 1000;
    private static final RangeRequest ANY_KEY =
            RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("probe")).build();

    private Probe() {}

    static boolean anyAnswers(Cluster cluster, List<Member> members, Duration patience) throws InterruptedException {
        return await(cluster, members, 1, patience);
    }

    static boolean allAnswer(Cluster cluster, List<Member> members, Duration patience) throws InterruptedException {
        return await(cluster, members, members.size(), patience);
    }

    private static boolean await(Cluster cluster, List<Member> members, int needed, Duration patience)
            throws InterruptedException {
        var answers = new CountDownLatch(needed);
        var over = new AtomicBoolean();
        for (var member : members) {
            Thread.ofVirtual().name("probe").start(() -> {
                while (!over.get() && !answered(cluster, member)) {
                    pause(over);
                }
                answers.countDown();
            });
        }
        try {
            // The last count may come from a prober that was told to end, but only after the time was up.
            return answers.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            over.set(true);
        }
    }

    private static boolean answered(Cluster cluster, Member member) {
        var channel = cluster.connect(member.address());
        try {
            KVGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(TRY_MILLIS, TimeUnit.MILLISECONDS)
                    .range(ANY_KEY);
            return true;
        } catch (StatusRuntimeException notYet) {
            return false;
        } finally {
            channel.shutdownNow();
        }
    }

    private static void pause(AtomicBoolean over) {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            over.set(true);
        }
    }
}
