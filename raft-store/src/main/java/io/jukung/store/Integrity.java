package io.jukung.store;

import java.time.Duration;

/**
 * How members make sure that they have the same. Their running digests are compared always, which costs nothing.
 *
 * @param fullCheckInterval between two comparisons of everything on disk, at least 1 s; zero: none. etcd's
 *     {@code corrupt-check-time}, which is off unless it is set
 * @param checkAtStart whether a member asks for such a comparison as soon as it has started
 */
public record Integrity(Duration fullCheckInterval, boolean checkAtStart) implements StoreConfig.Part {

    /** Everything every ten minutes. */
    public static final Integrity DEFAULT = new Integrity(Duration.ofMinutes(10), false);

    public Integrity {
        StoreConfig.require(
                fullCheckInterval.isZero() || fullCheckInterval.compareTo(Duration.ofSeconds(1)) >= 0,
                "corrupt-check-time: must be 0, for never, or at least 1s, is " + fullCheckInterval.toMillis() + "ms");
    }
}
