package io.jukung.chaos.generator;

import io.jukung.chaos.history.Op;

/** What is to be done next. A value: asking it gives the operation and the generator of the rest. */
public interface Generator {

    Next next(Context context);

    /** Told of every begin and end, also those of other generators' operations; gives the generator from then on. */
    default Generator update(Context context, Op op) {
        return this;
    }

    sealed interface Next {
        /** Begin this now. */
        record Emit(Invocation invocation, Generator rest) implements Next {}

        /**
         * Nothing for these processes at this moment.
         *
         * @param until not before this time unless an operation ends; {@link Long#MAX_VALUE}: only then
         */
        record Wait(long until, Generator rest) implements Next {}

        /** Nothing any more. */
        record Done() implements Next {}
    }
}
