package io.jukung.chaos.generator;

import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Each generator when all operations of the one before have ended.
 *
 * @param running processes whose operations of ours go on
 */
record Phases(List<Generator> parts, Set<Integer> running) implements Generator {

    Phases {
        parts = List.copyOf(parts);
        running = Set.copyOf(running);
    }

    @Override
    public Next next(Context context) {
        var left = parts;
        while (!left.isEmpty()) {
            var later = left.subList(1, left.size());
            switch (left.getFirst().next(context)) {
                case Next.Emit(var invocation, var rest) -> {
                    var now = new HashSet<>(running);
                    now.add(invocation.process());
                    return new Next.Emit(invocation, new Phases(with(rest, later), now));
                }
                case Next.Wait(var until, var rest) -> {
                    return new Next.Wait(until, new Phases(with(rest, later), running));
                }
                case Next.Done _ -> {
                    if (!running.isEmpty()) {
                        return new Next.Wait(Long.MAX_VALUE, new Phases(left, running));
                    }
                    left = later;
                }
            }
        }
        return new Next.Done();
    }

    private static List<Generator> with(Generator first, List<Generator> later) {
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(first), later.stream())
                .toList();
    }

    @Override
    public Generator update(Context context, Op op) {
        if (parts.isEmpty()) {
            return this;
        }
        var now = new HashSet<>(running);
        if (op.phase() != Phase.INVOKE) {
            now.remove(op.process());
        }
        return new Phases(with(parts.getFirst().update(context, op), parts.subList(1, parts.size())), now);
    }
}
