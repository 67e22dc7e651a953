package io.jukung.store.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.store.ClientMemory;
import io.jukung.store.Release;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.CommandCodec;
import io.jukung.store.apply.Requests;
import io.jukung.store.peer.PeerIdentity;
import io.jukung.store.peer.PeerMethod;
import io.jukung.store.peer.PeerTransport;
import io.jukung.store.replication.LogPosition;
import io.jukung.store.watch.WatchHub;
import io.jukung.store.watch.WatchLimits;
import io.jukung.testing.FreePorts;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member takes another's state over: what was begun there goes on here. */
class SnapshotInstallTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Does nothing of the first that it is asked: a member's compactions then wait for ever. */
    private static final class WithoutTheFirst extends ThreadPoolExecutor {

        private final AtomicBoolean asked = new AtomicBoolean();

        WithoutTheFirst() {
            super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        }

        @Override
        public void execute(Runnable task) {
            if (asked.getAndSet(true)) {
                super.execute(task);
            }
        }
    }

    @TempDir
    private Path directory;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(
            2, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

    @AfterEach
    void closeAll() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        timer.shutdownNow();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private MemberState state(String name, ExecutorService worker) throws Exception {
        open.push(worker);
        var state = new MemberState(
                StateDisk.inDirectory(directory.resolve(name)),
                1 << 20,
                Release.THIS,
                fresh -> new WatchHub(
                        fresh,
                        revision -> ResponseHeader.getDefaultInstance(),
                        Runnable::run,
                        WatchLimits.of(ClientMemory.ofHeap(1 << 26))),
                worker,
                timer,
                (what, cause) -> {
                    throw new AssertionError(what, cause);
                },
                nanos -> {},
                new CompactionListener() {
                    @Override
                    public void step(long nanos, long removed) {}

                    @Override
                    public void finished(long nanos) {}
                });
        open.push(state);
        return state;
    }

    private PeerTransport transport(long id) {
        var transport = new PeerTransport(new PeerIdentity(1, id), loops, (EventLoop) loops.next(), null, null);
        open.push(transport);
        return transport;
    }

    private static void apply(MemberState state, long index, Command command) {
        state.apply(new LogPosition(1, index), CommandCodec.encode(List.of(command)));
    }

    /** Another member, with history that it has not removed yet though it was compacted. */
    private MemberState connectToOneThatHasNotCompacted(MemberState state) throws Exception {
        var source = state("source", new WithoutTheFirst());
        for (int i = 0; i < 10; i++) {
            apply(source, i, new Command.Put(0, Requests.put("key", "value " + i)));
        }
        apply(
                source,
                10,
                new Command.Compact(
                        0, CompactionRequest.newBuilder().setRevision(8).build()));
        try (var held = source.hold()) {
            assertThat(held.state().compactor().isFinished()).isFalse();
        }
        var leader = transport(2);
        int port = FreePorts.next();
        leader.listen(
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)),
                (from, method, request) -> switch (method) {
                    case PeerMethod.CHECKPOINT_OPEN -> source.checkpoints().open();
                    case PeerMethod.CHECKPOINT_READ -> source.checkpoints().read(request);
                    case PeerMethod.CHECKPOINT_CLOSE -> source.checkpoints().close(request);
                    default -> CompletableFuture.failedFuture(new IllegalArgumentException(method.toString()));
                });
        var follower = transport(1);
        follower.setAddress(2, InetSocketAddress.createUnresolved("127.0.0.1", port));
        state.connect(follower);
        return source;
    }

    private static void fetch(MemberState state) throws Exception {
        state.fetchSnapshot(2).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aCompactionThatWasNotFinishedGoesOn() throws Exception {
        var state = state("state", Executors.newSingleThreadExecutor());
        connectToOneThatHasNotCompacted(state);
        fetch(state);
        state.installSnapshot();
        try (var held = state.hold()) {
            assertThat(held.state().compactRevision()).isEqualTo(8);
            await().atMost(PATIENCE).until(() -> held.state().compactor().isFinished());
            assertThat(held.state().compactor().removed()).isPositive();
        }
    }

    /** Found by the scenario {@code ratis-snapshot-install}: the next fetch cleared the directory of the state that was just put in use. */
    @Test
    void theNextFetchWaitsUntilTheLastIsInUse() throws Exception {
        var worker = Executors.newSingleThreadExecutor();
        var state = state("state", worker);
        connectToOneThatHasNotCompacted(state);
        fetch(state);

        var next = state.fetchSnapshot(2);
        // All that the worker had to do before.
        worker.submit(() -> {}).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(next).isNotDone();

        state.installSnapshot();
        next.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        state.dropSnapshot();
        fetch(state);
        state.installSnapshot();
        try (var held = state.hold()) {
            assertThat(held.state().compactRevision()).isEqualTo(8);
        }
    }

    @Test
    void whoTakesACopyHasTheLogBehindItKept() throws Exception {
        var state = state("state", Executors.newSingleThreadExecutor());
        var source = connectToOneThatHasNotCompacted(state);
        assertThat(source.neededAfter()).isEqualTo(Long.MAX_VALUE);

        long durable = source.durable().index();
        fetch(state);

        assertThat(source.neededAfter()).isEqualTo(durable);
        state.installSnapshot();
    }
}
