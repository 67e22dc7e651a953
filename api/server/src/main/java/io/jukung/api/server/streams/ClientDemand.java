package io.jukung.api.server.streams;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.reactivestreams.Subscription;

/**
 * Asks for a client's next message once the node has taken what came before: a slow program in a pod holds
 * its user back, and nothing piles up here.
 */
final class ClientDemand {

    private final BooleanSupplier nodeReady;
    private final AtomicBoolean wanted = new AtomicBoolean();
    private Subscription subscription;

    /**
     * No demand yet.
     *
     * @param nodeReady whether a message to the node would go out at once
     */
    @SuppressWarnings("NullAway.Init") // set by start, before anything is wanted
    ClientDemand(BooleanSupplier nodeReady) {
        this.nodeReady = nodeReady;
    }

    /** The first message may come. */
    void start(Subscription granted) {
        subscription = granted;
        granted.request(1);
    }

    /** A message is dealt with: the next may come as soon as the node is ready. */
    void next() {
        wanted.set(true);
        onNodeReady();
    }

    /** The node takes more, or one that did not is gone. */
    void onNodeReady() {
        if (wanted.get() && nodeReady.getAsBoolean() && wanted.compareAndSet(true, false)) {
            subscription.request(1);
        }
    }
}
