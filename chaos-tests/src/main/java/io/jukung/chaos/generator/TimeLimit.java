package io.jukung.chaos.generator;

import io.jukung.chaos.history.Op;

/**
 * Done so long after it was first asked.
 *
 * @param end when, on the run's clock; negative until it was asked
 */
record TimeLimit(long nanos, long end, Generator inner) implements Generator {

    @Override
    public Next next(Context context) {
        long over = end < 0 ? context.nanos() + nanos : end;
        if (context.nanos() >= over) {
            return new Next.Done();
        }
        return switch (inner.next(context)) {
            case Next.Emit(var invocation, var rest) -> new Next.Emit(invocation, new TimeLimit(nanos, over, rest));
            case Next.Wait(var until, var rest) ->
                new Next.Wait(Math.min(until, over), new TimeLimit(nanos, over, rest));
            case Next.Done done -> done;
        };
    }

    @Override
    public Generator update(Context context, Op op) {
        return new TimeLimit(nanos, end, inner.update(context, op));
    }
}
