package io.jukung.chaos.generator;

import io.jukung.chaos.history.Op;
import java.util.function.IntPredicate;

/** A generator for some of the processes only; it sees no others, neither free ones nor what they do. */
record Narrowed(Who who, Generator inner) implements Generator {

    /** Tells processes apart, by their number and how many workers there are. */
    @FunctionalInterface
    interface Who {
        boolean is(int process, int workers);
    }

    @Override
    public Next next(Context context) {
        var narrowed = context.only(process -> who.is(process, context.workers()));
        if (narrowed.isEmpty()) {
            return new Next.Wait(Long.MAX_VALUE, this);
        }
        return switch (inner.next(narrowed.get())) {
            case Next.Emit(var invocation, var rest) -> new Next.Emit(invocation, new Narrowed(who, rest));
            case Next.Wait(var until, var rest) -> new Next.Wait(until, new Narrowed(who, rest));
            case Next.Done done -> done;
        };
    }

    @Override
    public Generator update(Context context, Op op) {
        IntPredicate mine = process -> who.is(process, context.workers());
        if (!mine.test(op.process())) {
            return this;
        }
        return new Narrowed(who, inner.update(context, op));
    }
}
