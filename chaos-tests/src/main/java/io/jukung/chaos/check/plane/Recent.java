package io.jukung.chaos.check.plane;

import java.util.ArrayDeque;
import java.util.Deque;

/** A number as it was of late: what somebody who sees it late may take it for. */
final class Recent {

    private record Value(long nanos, long number) {}

    private final long nanos;
    /** The last ones, and before them the one that was there when the time began. */
    private final Deque<Value> values = new ArrayDeque<>();

    /** With how many nanoseconds back are of late. */
    Recent(long nanos) {
        this.nanos = nanos;
    }

    void set(long now, long number) {
        forget(now);
        if (values.isEmpty() || values.getLast().number() != number) {
            values.addLast(new Value(now, number));
        }
    }

    private void forget(long now) {
        while (values.size() > 1) {
            var first = values.removeFirst();
            if (values.getFirst().nanos() > now - nanos) {
                values.addFirst(first);
                return;
            }
        }
    }

    /** The most that it was; 0 if it never was. */
    long most(long now) {
        forget(now);
        return values.stream().mapToLong(Value::number).max().orElse(0);
    }

    /** The least that it was; 0 if it never was. */
    long least(long now) {
        forget(now);
        return values.stream().mapToLong(Value::number).min().orElse(0);
    }
}
