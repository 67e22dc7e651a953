package io.jukung.chaos.sim.store;

import io.jukung.chaos.sim.kernel.Kernel;
import io.jukung.store.apply.Command;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** When leases may end: never before their time to live has passed since the last time a client was told that they live. */
final class LeaseTruth {

    private record Promise(long asked, long ttlSeconds) {

        long until() {
            return asked + TimeUnit.SECONDS.toNanos(ttlSeconds);
        }
    }

    private final Kernel kernel;
    private final Map<Long, Promise> promises = new HashMap<>();
    private final Map<Long, Long> ended = new HashMap<>();
    /** Leases of which a client knows that they have ended. */
    private final Map<Long, Long> knownEnded = new HashMap<>();

    LeaseTruth(Kernel kernel) {
        this.kernel = kernel;
    }

    /** A client was told that a lease lives for so long; {@code asked} is when it began to ask. */
    void promised(long id, long asked, long ttlSeconds) {
        var before = promises.get(id);
        var promise = new Promise(asked, ttlSeconds);
        if (before == null || before.until() < promise.until()) {
            promises.put(id, promise);
        }
        Long gone = knownEnded.get(id);
        kernel.require(
                gone == null || gone > asked,
                "a lease does not come back",
                "lease %x ended, a client knew that at %.3f s, and asked at %.3f s it was said to live",
                id,
                (gone == null ? 0 : gone) / 1e9,
                asked / 1e9);
    }

    /** A member has applied the end of a lease; the first to do so. */
    void ended(long id, List<Command> entry) {
        ended.put(id, kernel.now());
        boolean revoked = entry.stream()
                .anyMatch(command -> command instanceof Command.LeaseRevoke revoke
                        && revoke.request().getID() == id);
        var promise = promises.get(id);
        kernel.require(
                revoked || promise == null || kernel.now() >= promise.until(),
                "a lease is not early",
                "lease %x expired at %.3f s, though it was promised for %d s by who asked at %.3f s",
                id,
                kernel.now() / 1e9,
                promise == null ? 0 : promise.ttlSeconds,
                (promise == null ? 0 : promise.asked) / 1e9);
    }

    /** A client knows that a lease has ended. */
    void knownEnded(long id) {
        knownEnded.putIfAbsent(id, kernel.now());
    }

    boolean hasEnded(long id) {
        return ended.containsKey(id);
    }

    /** A client was told that there is no such lease. */
    void denied(long id) {
        var promise = promises.get(id);
        kernel.require(
                hasEnded(id) || promise == null || kernel.now() >= promise.until(),
                "a lease is not early",
                "lease %x is said not to exist at %.3f s, though it was promised for %d s by who asked at %.3f s",
                id,
                kernel.now() / 1e9,
                promise == null ? 0 : promise.ttlSeconds,
                (promise == null ? 0 : promise.asked) / 1e9);
        knownEnded(id);
    }
}
