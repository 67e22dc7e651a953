package io.jukung.chaos.generator;

import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;

/** Nothing until so many client operations were ok, whosever they are: faults before there is load prove nothing. */
record AfterOks(long left, Generator inner) implements Generator {

    @Override
    public Next next(Context context) {
        return left > 0 ? new Next.Wait(Long.MAX_VALUE, this) : inner.next(context);
    }

    @Override
    public Generator update(Context context, Op op) {
        if (left <= 0) {
            return inner.update(context, op);
        }
        return op.isClient() && op.phase() == Phase.OK ? new AfterOks(left - 1, inner) : this;
    }
}
