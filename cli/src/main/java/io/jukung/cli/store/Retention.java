package io.jukung.cli.store;

import io.jukung.api.model.codec.GoDuration;
import io.jukung.store.Space.CompactionMode;
import java.time.Duration;

/** The text of {@code auto-compaction-retention}. */
public final class Retention {

    private Retention() {}

    /**
     * What the store's configuration takes: revisions, or seconds. As etcd, a number alone means hours where it counts
     * time.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public static long parse(CompactionMode mode, String text) {
        boolean number = text.matches("[0-9]{1,9}");
        return switch (mode) {
            case REVISION -> {
                if (!number) {
                    throw new IllegalArgumentException("expected a number of revisions");
                }
                yield Long.parseLong(text);
            }
            case PERIODIC -> number ? Duration.ofHours(Long.parseLong(text)).toSeconds() : seconds(text);
        };
    }

    private static long seconds(String text) {
        Duration duration;
        try {
            duration = GoDuration.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected a duration such as 30m, or hours", e);
        }
        if (duration.isNegative() || (duration.isPositive() && duration.toSeconds() == 0)) {
            throw new IllegalArgumentException("expected at least a second, or 0");
        }
        return duration.toSeconds();
    }
}
