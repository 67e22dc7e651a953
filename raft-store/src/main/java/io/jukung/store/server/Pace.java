package io.jukung.store.server;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets a response be written no faster than its client takes it, in the midst of a message too. */
final class Pace {

    /** A client that takes nothing for so long is given up: others may wait for the memory its response has. */
    private static final long STALL_SECONDS = 30;

    private final ServerCallStreamObserver<?> call;
    private final Runnable flush;
    private final Semaphore changes = new Semaphore(0);

    /** @param flush sends what was written */
    Pace(ServerCallStreamObserver<?> call, Runnable flush) {
        this.call = call;
        this.flush = flush;
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
        while (!call.isCancelled()) {
            if (call.isReady()) {
                return true;
            }
            flush.run();
            try {
                if (!changes.tryAcquire(STALL_SECONDS, TimeUnit.SECONDS)) {
                    throw Status.RESOURCE_EXHAUSTED
                            .withDescription("etcdserver: the response was not taken for " + STALL_SECONDS + " s")
                            .asRuntimeException();
                }
            } catch (InterruptedException e) {
                throw Status.CANCELLED.withCause(e).asRuntimeException();
            }
        }
        return false;
    }
}
