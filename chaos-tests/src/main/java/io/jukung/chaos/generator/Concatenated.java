package io.jukung.chaos.generator;

import io.jukung.chaos.history.Op;
import java.util.List;

/** Each generator when the one before has nothing more to begin; what it began may still go on. */
record Concatenated(List<Generator> parts) implements Generator {

    Concatenated {
        parts = List.copyOf(parts);
    }

    @Override
    public Next next(Context context) {
        for (int i = 0; i < parts.size(); i++) {
            var later = parts.subList(i + 1, parts.size());
            switch (parts.get(i).next(context)) {
                case Next.Emit(var invocation, var rest) -> {
                    return new Next.Emit(invocation, with(rest, later));
                }
                case Next.Wait(var until, var rest) -> {
                    return new Next.Wait(until, with(rest, later));
                }
                case Next.Done _ -> {}
            }
        }
        return new Next.Done();
    }

    private static Generator with(Generator first, List<Generator> later) {
        return new Concatenated(java.util.stream.Stream.concat(java.util.stream.Stream.of(first), later.stream())
                .toList());
    }

    @Override
    public Generator update(Context context, Op op) {
        return parts.isEmpty() ? this : with(parts.getFirst().update(context, op), parts.subList(1, parts.size()));
    }
}
