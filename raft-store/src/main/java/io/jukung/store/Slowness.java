package io.jukung.store;

import java.time.Duration;

/**
 * From when on something counts as slow.
 *
 * @param apply what takes longer to be applied, or to be read, is named in the log, etcd's {@code warning-apply-duration}
 * @param unaryRequest so is a request that takes longer as a whole, etcd's {@code warning-unary-request-duration}
 * @param diskStall a member whose log's disk takes longer over one write does not lead; 0: the election time-out
 */
public record Slowness(Duration apply, Duration unaryRequest, Duration diskStall) implements StoreConfig.Part {

    /** Shorter ones are what a healthy disk shows now and then. */
    private static final long SHORTEST_STALL_MILLIS = 50;

    /** etcd's, and for a disk that of an election. */
    public static final Slowness DEFAULT = new Slowness(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ZERO);

    public Slowness {
        StoreConfig.require(!apply.isNegative(), "warning-apply-duration: must not be negative");
        StoreConfig.require(!unaryRequest.isNegative(), "warning-unary-request-duration: must not be negative");
        StoreConfig.require(
                diskStall.isZero() || diskStall.toMillis() >= SHORTEST_STALL_MILLIS,
                "disk-stall-threshold: must be 0 or at least " + SHORTEST_STALL_MILLIS + " ms, is "
                        + diskStall.toMillis() + " ms");
    }
}
