package io.jukung.store.raft;

import io.jukung.store.replication.LogPosition;
import io.jukung.store.replication.StateMachine;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** A state that nothing is kept of: what comes of an entry is its text. */
class Echo implements StateMachine<String> {

    @Override
    public LogPosition durable() {
        return new LogPosition(0, -1);
    }

    @Override
    public String apply(LogPosition position, byte[] entry) {
        return new String(entry, StandardCharsets.UTF_8);
    }

    @Override
    public void applied(LogPosition position) {}

    @Override
    public void persist() {}

    @Override
    public CompletableFuture<LogPosition> fetchSnapshot(long leader) {
        return CompletableFuture.failedFuture(new IllegalStateException("there is nothing to copy"));
    }

    @Override
    public void installSnapshot() {}

    @Override
    public void dropSnapshot() {}

    @Override
    public long neededAfter() {
        return Long.MAX_VALUE;
    }

    @Override
    public void leadershipChanged() {}

    @Override
    public void fault(String what, Throwable cause) {
        throw new AssertionError(what, cause);
    }
}
