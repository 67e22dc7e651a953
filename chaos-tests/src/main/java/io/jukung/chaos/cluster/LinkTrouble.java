package io.jukung.chaos.cluster;

import io.jukung.chaos.cluster.Cluster.Trouble;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * What is wrong with one link, one way: several things may be at once. A value; what it does to one packet is a function of
 * it, the time and chance.
 *
 * @param loss percent of packets that vanish
 * @param delayMillis of each packet
 * @param jitterMillis how much more or less at most
 * @param bytesPerSecond 0: no limit
 * @param freeAt when the limited link has sent what was given to it before, nanoseconds
 */
record LinkTrouble(int loss, int delayMillis, int jitterMillis, long bytesPerSecond, long freeAt) {

    static final LinkTrouble NONE = new LinkTrouble(0, 0, 0, 0, Long.MIN_VALUE);

    private static final long NANOS = 1_000_000L;

    LinkTrouble and(Trouble trouble) {
        return switch (trouble) {
            case Trouble.Loss(int percent) ->
                new LinkTrouble(percent, delayMillis, jitterMillis, bytesPerSecond, freeAt);
            case Trouble.Delay(int millis, int jitter) -> new LinkTrouble(loss, millis, jitter, bytesPerSecond, freeAt);
            case Trouble.Bandwidth(int kilobytes) ->
                new LinkTrouble(loss, delayMillis, jitterMillis, kilobytes * 1000L, freeAt);
            case Trouble.Reset() -> this;
        };
    }

    /**
     * What becomes of a packet.
     *
     * @param arrival when it comes out at the other end; empty: never
     * @param rest the link from then on
     */
    record Fate(OptionalLong arrival, LinkTrouble rest) {}

    /** With {@code maxQueueNanos}: what would have to wait longer for a limited link is dropped. */
    Fate of(int bytes, long now, long maxQueueNanos, RandomGenerator random) {
        if (random.nextInt(100) < loss) {
            return new Fate(OptionalLong.empty(), this);
        }
        long sent = now;
        var rest = this;
        if (bytesPerSecond > 0) {
            long from = freeAt == Long.MIN_VALUE ? now : Math.max(now, freeAt);
            if (from - now > maxQueueNanos) {
                return new Fate(OptionalLong.empty(), this);
            }
            sent = from + bytes * 1_000_000_000L / bytesPerSecond;
            rest = new LinkTrouble(loss, delayMillis, jitterMillis, bytesPerSecond, sent);
        }
        int jitter = jitterMillis == 0 ? 0 : random.nextInt(-jitterMillis, jitterMillis + 1);
        return new Fate(OptionalLong.of(sent + Math.max(0, delayMillis + jitter) * NANOS), rest);
    }
}
