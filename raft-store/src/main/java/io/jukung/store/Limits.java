package io.jukung.store;

import java.time.Duration;

/**
 * What clients may ask for.
 *
 * @param maxTxnOps operations of one branch of a transaction
 * @param maxRequestBytes size of a write request, 1 byte to 32 MiB
 * @param watchProgressNotifyInterval between progress notifications of watchers that asked for them, at least 100 ms
 */
public record Limits(int maxTxnOps, int maxRequestBytes, Duration watchProgressNotifyInterval)
        implements StoreConfig.Part {

    private static final int HIGHEST_MAX_REQUEST_BYTES = 32 << 20;

    /** etcd's. */
    public static final Limits DEFAULT = new Limits(128, 1_572_864, Duration.ofMinutes(10));

    public Limits {
        StoreConfig.require(maxTxnOps > 0, "max-txn-ops: must be positive, is " + maxTxnOps);
        StoreConfig.require(
                maxRequestBytes > 0 && maxRequestBytes <= HIGHEST_MAX_REQUEST_BYTES,
                "max-request-bytes: must be 1 to " + HIGHEST_MAX_REQUEST_BYTES + ", is " + maxRequestBytes);
        StoreConfig.require(
                watchProgressNotifyInterval.toMillis() >= 100,
                "watch-progress-notify-interval: must be at least 100 ms");
    }
}
