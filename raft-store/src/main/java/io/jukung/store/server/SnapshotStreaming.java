package io.jukung.store.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.jukung.proto.etcd.SnapshotResponse;
import io.jukung.store.backup.EtcdSnapshot;
import io.jukung.store.member.Exports;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maintenance.Snapshot: the database in pieces as etcd cuts them, at last its SHA-256. First all of it is written to a file,
 * then sent as fast as the client takes it; one that takes nothing for a minute is given up.
 */
final class SnapshotStreaming {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotStreaming.class);

    private static final int PIECE_BYTES = 32 << 10;
    private static final int MAX_AT_ONCE = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Exports exports;
    private final Headers headers;
    private final LongConsumer duration;
    private final Semaphore places = new Semaphore(MAX_AT_ONCE);

    SnapshotStreaming(Exports exports, Headers headers, LongConsumer duration) {
        this.duration = duration;
        this.exports = exports;
        this.headers = headers;
    }

    /**
     * Answers one call, once it is permitted, on a thread of its own: it waits for disk and client.
     *
     * @param permission fails if it is not
     */
    void stream(ServerCallStreamObserver<SnapshotResponse> observer, CompletableFuture<?> permission) {
        Object readiness = new Object();
        Runnable wake = () -> {
            synchronized (readiness) {
                readiness.notifyAll();
            }
        };
        observer.setOnReadyHandler(wake);
        observer.setOnCancelHandler(wake);
        permission.whenComplete((may, failure) -> {
            if (failure != null) {
                observer.onError(EtcdError.translate(failure));
            } else if (!places.tryAcquire()) {
                observer.onError(EtcdError.TOO_MANY_REQUESTS.asException());
            } else {
                start(observer, readiness);
            }
        });
    }

    private void start(ServerCallStreamObserver<SnapshotResponse> observer, Object readiness) {
        Thread.ofPlatform().daemon().name("store-snapshot").start(() -> {
            long begun = System.nanoTime();
            try (Exports.Database database = exports.database()) {
                LOG.info("sending a snapshot of {} bytes at revision {}", database.length(), database.revision());
                if (send(database, observer, readiness)) {
                    observer.onCompleted();
                    duration.accept(System.nanoTime() - begun);
                }
            } catch (IOException | RuntimeException e) {
                LOG.warn("a snapshot could not be made", e);
                fail(observer, Status.UNAVAILABLE.withDescription("etcdserver: no snapshot: " + e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                places.release();
            }
        });
    }

    private static void fail(ServerCallStreamObserver<SnapshotResponse> observer, Status status) {
        if (!observer.isCancelled()) {
            observer.onError(status.asRuntimeException());
        }
    }

    /** False if the client went away or was given up. */
    private boolean send(
            Exports.Database database, ServerCallStreamObserver<SnapshotResponse> observer, Object readiness)
            throws IOException, InterruptedException {
        MessageDigest digest = sha256();
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        long sent = 0;
        while (sent < database.length()) {
            if (!awaitReady(observer, readiness)) {
                return false;
            }
            piece.clear().limit((int) Math.min(PIECE_BYTES, database.length() - sent));
            while (piece.hasRemaining()) {
                if (database.channel().read(piece, sent + piece.position()) < 0) {
                    throw new IOException("the snapshot's file became shorter");
                }
            }
            digest.update(piece.flip());
            sent += piece.limit();
            observer.onNext(SnapshotResponse.newBuilder()
                    .setHeader(headers.at(database.revision()))
                    .setRemainingBytes(database.length() - sent)
                    .setBlob(ByteString.copyFrom(piece.rewind()))
                    .setVersion(EtcdSnapshot.SCHEMA)
                    .build());
        }
        observer.onNext(SnapshotResponse.newBuilder()
                .setHeader(headers.at(database.revision()))
                .setBlob(UnsafeByteOperations.unsafeWrap(digest.digest()))
                .setVersion(EtcdSnapshot.SCHEMA)
                .build());
        return true;
    }

    private static boolean awaitReady(ServerCallStreamObserver<?> observer, Object readiness)
            throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        synchronized (readiness) {
            while (!observer.isReady()) {
                if (observer.isCancelled()) {
                    return false;
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    observer.onError(Status.DEADLINE_EXCEEDED
                            .withDescription("etcdserver: the snapshot's receiver took nothing for a minute")
                            .asRuntimeException());
                    return false;
                }
                readiness.wait(Math.max(1, left / 1_000_000));
            }
        }
        return !observer.isCancelled();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
