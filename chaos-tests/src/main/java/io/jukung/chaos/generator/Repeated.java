package io.jukung.chaos.generator;

import io.jukung.chaos.history.Op;

/** The same again and again. */
record Repeated(Generator each, Generator now) implements Generator {

    @Override
    public Next next(Context context) {
        return switch (now.next(context)) {
            case Next.Emit(var invocation, var rest) -> new Next.Emit(invocation, new Repeated(each, rest));
            case Next.Wait(var until, var rest) -> new Next.Wait(until, new Repeated(each, rest));
            case Next.Done _ -> again(context);
        };
    }

    /** One that is done as soon as it begins would be asked for ever. */
    private Next again(Context context) {
        return switch (each.next(context)) {
            case Next.Emit(var invocation, var rest) -> new Next.Emit(invocation, new Repeated(each, rest));
            case Next.Wait(var until, var rest) -> new Next.Wait(until, new Repeated(each, rest));
            case Next.Done done -> done;
        };
    }

    @Override
    public Generator update(Context context, Op op) {
        return new Repeated(each, now.update(context, op));
    }
}
