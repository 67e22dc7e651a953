package io.jukung.store.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.store.mvcc.Reads;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.storage.Cursor;
import io.jukung.store.storage.Direction;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.MemoryStore;
import io.jukung.store.storage.OrderedStore;
import io.jukung.store.storage.StoreBatch;
import io.jukung.store.storage.StoreSnapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An entry's batch is in storage a moment before the entry counts as applied. A read in between must not see it: the next read
 * might not, and what it showed would be gone again.
 */
class ReadsWhileAppliedTest {

    /** Holds the writer up after what it wrote can be read. */
    private static final class SlowStore implements OrderedStore {

        private final MemoryStore store = new MemoryStore();
        private final CountDownLatch written = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private volatile boolean slow;

        @Override
        public void write(StoreBatch batch) {
            store.write(batch);
            if (slow) {
                written.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }

        @Override
        public byte @Nullable [] get(Family family, byte[] key) {
            return store.get(family, key);
        }

        @Override
        public Cursor cursor(Family family, byte @Nullable [] from, byte @Nullable [] to, Direction direction) {
            return store.cursor(family, from, to, direction);
        }

        @Override
        public byte @Nullable [] getFromMemory(Family family, byte[] key) {
            return store.getFromMemory(family, key);
        }

        @Override
        public StoreBatch newBatch() {
            return store.newBatch();
        }

        @Override
        public StoreSnapshot snapshot() {
            return store.snapshot();
        }

        @Override
        public StoreSnapshot snapshotToScan() {
            return store.snapshotToScan();
        }

        @Override
        public void flush() {
            store.flush();
        }

        @Override
        public void checkpoint(Path directory) {
            store.checkpoint(directory);
        }

        @Override
        public long sizeBytes() {
            return store.sizeBytes();
        }

        @Override
        public long unflushedBytes() {
            return store.unflushedBytes();
        }

        @Override
        public void freeSpace(long bytes) {
            store.freeSpace(bytes);
        }

        @Override
        public boolean reclaim() {
            return store.reclaim();
        }

        @Override
        public void close() {
            store.close();
        }
    }

    @FunctionalInterface
    interface Read {
        /** The newest revision it shows. */
        long revision(StoreState state) throws RejectedException;
    }

    private static final RangeRequest ALL = RangeRequest.newBuilder()
            .setKey(ByteString.copyFrom(new byte[1]))
            .setRangeEnd(ByteString.copyFrom(new byte[1]))
            .build();

    private static long cursor(Reads reads) throws RejectedException {
        try (var cursor = reads.open(ALL)) {
            return cursor.revision();
        }
    }

    private static long history(StoreState state) throws RejectedException {
        return state.history().read(2, key -> true, 100, 1 << 20).next() - 1;
    }

    static Stream<Read> reads() {
        return Stream.of(
                state -> state.reads().range(ALL).getHeader().getRevision(),
                // It is not there at the published revision, so storage is asked for it.
                state -> state.reads()
                        .range(Requests.range("absent"))
                        .getHeader()
                        .getRevision(),
                state -> cursor(state.reads()),
                state -> state.reads()
                        .readOnlyTxn(TxnRequest.newBuilder()
                                .addSuccess(RequestOp.newBuilder().setRequestRange(ALL))
                                .build())
                        .getHeader()
                        .getRevision(),
                ReadsWhileAppliedTest::history);
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @MethodSource("reads")
    void noReadIsAheadOfTheNext(Read read) throws Exception {
        var store = new SlowStore();
        var state = StoreState.open(store, 1 << 20);
        apply(state, 1);
        // Also so that it needs no time for its first run below.
        assertThat(read.revision(state)).isEqualTo(2);
        store.slow = true;
        // Each on a thread of its own: the common pool may have a single one.
        var applying = CompletableFuture.runAsync(() -> apply(state, 2), threads);
        store.written.await();
        // If it needs to, it may wait for the entry to be applied.
        var reading = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return read.revision(state) <= state.revision();
                    } catch (RejectedException e) {
                        throw new AssertionError(e);
                    }
                },
                threads);
        try {
            assertThat(reading.get(500, TimeUnit.MILLISECONDS)).isTrue();
        } catch (TimeoutException waits) {
            assertThat(state.revision()).isEqualTo(2);
        } finally {
            store.goOn.countDown();
        }
        assertThat(reading.get(20, TimeUnit.SECONDS)).isTrue();
        applying.get(20, TimeUnit.SECONDS);
        assertThat(state.revision()).isEqualTo(3);
        assertThat(read.revision(state)).isEqualTo(3);
    }

    private static void apply(StoreState state, long index) {
        state.apply(1, index, List.of(new Command.Put(0, Requests.put("key", "value " + index))));
    }
}
