package io.jukung.store;

import io.grpc.Channel;
import io.jukung.platform.Clock;
import io.jukung.store.runtime.MemberEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A running member of a store. */
public final class StoreMember implements AutoCloseable {

    private final MemberEngine engine;

    private StoreMember(MemberEngine engine) {
        this.engine = engine;
    }

    /** Starts with the machine's clock; a fault stops the process. */
    public static StoreMember start(StoreConfig config) throws IOException {
        return start(config, Clock.system(), FaultHandler.haltProcess());
    }

    /**
     * Starts; returns when it listens, which is before it has a leader.
     *
     * @throws IOException saying what is wrong: data directory, port, certificates
     */
    public static StoreMember start(StoreConfig config, Clock clock, FaultHandler faults) throws IOException {
        return new StoreMember(MemberEngine.start(config, clock, faults));
    }

    /** To the same services that clients reach, without a network; valid until {@link #close}. */
    public Channel inProcessChannel() {
        return engine.inProcessChannel();
    }

    /** Waits until this member serves linearizable reads: there is a leader, and it has caught up. */
    public void awaitReady(Duration timeout) throws TimeoutException, InterruptedException {
        engine.awaitReady(timeout);
    }

    /** Called with the settings at once, and whenever they are changed; must not block. */
    public void onSettings(Consumer<RuntimeSettings> listener) {
        engine.onSettings(listener);
    }

    public StoreStatus status() {
        return engine.status();
    }

    /** Hands leadership over if it has it, answers what it can, makes its state durable. */
    @Override
    public void close() {
        engine.close(true);
    }

    /** Leaves as a crash would, as far as the others can tell; for tests and for stopping in a hurry. */
    public void closeAbruptly() {
        engine.close(false);
    }
}
