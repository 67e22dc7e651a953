package io.jukung.store.server;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Lets a response be written no faster than its client takes it, in the midst of a message too.
 *
 * <p>A wait ends when less than 32 KiB of what was written is left, not with each byte that a client takes: one has to take a piece
 * of a response in the time of a stall, which is some KiB a second, and with others waiting ten times that.
 */
final class Pace {

    /** A client that takes nothing for so long is given up: others may wait for the memory its response has. */
    private static final long STALL_SECONDS = 30;
    /** And for so long, if others do wait: they would be refused after a little more. */
    private static final long STALL_WITH_OTHERS_SECONDS = 3;

    private final ServerCallStreamObserver<?> call;
    private final Runnable flush;
    private final BooleanSupplier othersWait;
    private final Semaphore changes = new Semaphore(0);

    /**
     * For one call.
     *
     * @param flush sends what was written
     * @param othersWait whether others wait for the memory that this response has
     */
    Pace(ServerCallStreamObserver<?> call, Runnable flush, BooleanSupplier othersWait) {
        this.call = call;
        this.flush = flush;
        this.othersWait = othersWait;
    }

    /** The call has become ready, or has ended. */
    void changed() {
        changes.release();
    }

    /**
     * Waits until what was written has left. Not on an event loop.
     *
     * @return false if the call has ended
     */
    boolean await() {
        long stalled = 0;
        while (!call.isCancelled()) {
            if (call.isReady()) {
                return true;
            }
            flush.run();
            try {
                if (changes.tryAcquire(STALL_WITH_OTHERS_SECONDS, TimeUnit.SECONDS)) {
                    continue;
                }
                stalled += STALL_WITH_OTHERS_SECONDS;
                if (stalled >= STALL_SECONDS || othersWait.getAsBoolean()) {
                    throw Status.RESOURCE_EXHAUSTED
                            .withDescription("etcdserver: the response was not taken for " + stalled + " s")
                            .asRuntimeException();
                }
            } catch (InterruptedException e) {
                throw Status.CANCELLED.withCause(e).asRuntimeException();
            }
        }
        return false;
    }
}
