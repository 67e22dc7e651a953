package io.jukung.chaos.generator;

import io.jukung.chaos.history.Op;

/** At most so many operations. */
record Limit(long left, Generator inner) implements Generator {

    @Override
    public Next next(Context context) {
        if (left <= 0) {
            return new Next.Done();
        }
        return switch (inner.next(context)) {
            case Next.Emit(var invocation, var rest) -> new Next.Emit(invocation, new Limit(left - 1, rest));
            case Next.Wait(var until, var rest) -> new Next.Wait(until, new Limit(left, rest));
            case Next.Done done -> done;
        };
    }

    @Override
    public Generator update(Context context, Op op) {
        return new Limit(left, inner.update(context, op));
    }
}
