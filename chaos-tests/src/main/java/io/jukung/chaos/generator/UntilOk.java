package io.jukung.chaos.generator;

import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import java.util.HashSet;
import java.util.Set;

/**
 * Operations one after another until one of them is ok.
 *
 * @param mine processes whose operations are ours
 */
record UntilOk(Generator inner, Set<Integer> mine, boolean ok) implements Generator {

    UntilOk {
        mine = Set.copyOf(mine);
    }

    @Override
    public Next next(Context context) {
        if (ok) {
            return new Next.Done();
        }
        if (!mine.isEmpty()) {
            return new Next.Wait(Long.MAX_VALUE, this);
        }
        return switch (inner.next(context)) {
            case Next.Emit(var invocation, var rest) ->
                new Next.Emit(invocation, new UntilOk(rest, Set.of(invocation.process()), false));
            case Next.Wait(var until, var rest) -> new Next.Wait(until, new UntilOk(rest, mine, false));
            case Next.Done done -> done;
        };
    }

    @Override
    public Generator update(Context context, Op op) {
        var updated = inner.update(context, op);
        if (op.phase() == Phase.INVOKE || !mine.contains(op.process())) {
            return new UntilOk(updated, mine, ok);
        }
        var left = new HashSet<>(mine);
        left.remove(op.process());
        return new UntilOk(updated, left, ok || op.phase() == Phase.OK);
    }
}
