package io.jukung.chaos.generator;

import io.jukung.chaos.generator.Generator.Next;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Asks one generator after another until one has something. */
final class Choice {

    private Choice() {}

    /**
     * @param first which is asked first; the others in order after it
     * @param whole makes a generator of what is left of the parts
     */
    static Next among(List<Generator> parts, int first, Context context, Function<List<Generator>, Generator> whole) {
        var left = new ArrayList<Generator>(parts);
        var done = new boolean[parts.size()];
        long until = Long.MAX_VALUE;
        for (int n = 0; n < parts.size(); n++) {
            int i = (first + n) % parts.size();
            switch (parts.get(i).next(context)) {
                case Next.Emit(var invocation, var rest) -> {
                    left.set(i, rest);
                    return new Next.Emit(invocation, whole.apply(without(left, done)));
                }
                case Next.Wait(var time, var rest) -> {
                    left.set(i, rest);
                    until = Math.min(until, time);
                }
                case Next.Done _ -> done[i] = true;
            }
        }
        var rest = without(left, done);
        return rest.isEmpty() ? new Next.Done() : new Next.Wait(until, whole.apply(rest));
    }

    private static List<Generator> without(List<Generator> parts, boolean[] done) {
        var left = new ArrayList<Generator>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            if (!done[i]) {
                left.add(parts.get(i));
            }
        }
        return left;
    }
}
