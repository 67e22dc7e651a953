package io.jukung.chaos.generator;

import io.jukung.chaos.history.Op;

/**
 * Operations at a mean distance, each distance uniform between zero and twice the mean.
 *
 * @param due when the next may begin, on the run's clock
 */
record Stagger(long mean, long due, Generator inner) implements Generator {

    @Override
    public Next next(Context context) {
        if (context.nanos() < due) {
            return new Next.Wait(due, this);
        }
        return switch (inner.next(context)) {
            // What was missed while nobody was free is not made up for in a burst, beyond one distance.
            case Next.Emit(var invocation, var rest) ->
                new Next.Emit(
                        invocation,
                        new Stagger(
                                mean,
                                Math.max(due, context.nanos() - mean)
                                        + context.random().nextLong(2 * mean + 1),
                                rest));
            case Next.Wait(var until, var rest) -> new Next.Wait(until, new Stagger(mean, due, rest));
            case Next.Done done -> done;
        };
    }

    @Override
    public Generator update(Context context, Op op) {
        return new Stagger(mean, due, inner.update(context, op));
    }
}
