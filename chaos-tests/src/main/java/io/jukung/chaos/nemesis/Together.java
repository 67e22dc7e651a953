package io.jukung.chaos.nemesis;

import io.jukung.chaos.generator.Context;
import io.jukung.chaos.generator.Generator;
import java.util.ArrayList;
import java.util.List;

/**
 * Several faults' cycles side by side, so that faults overlap: at most so many have begun and not ended.
 *
 * @param first whose turn it is if several are due
 */
record Together(List<FaultCycle> cycles, int maxOpen, int first) implements Generator {

    Together {
        cycles = List.copyOf(cycles);
    }

    static Together of(List<FaultCycle> cycles, int maxOpen) {
        return new Together(cycles, maxOpen, 0);
    }

    @Override
    public Next next(Context context) {
        if (cycles.isEmpty()) {
            return new Next.Done();
        }
        boolean full = cycles.stream().filter(FaultCycle::isOpen).count() >= maxOpen;
        var rest = new ArrayList<>(cycles);
        long until = Long.MAX_VALUE;
        for (int i = 0; i < cycles.size(); i++) {
            int at = (first + i) % cycles.size();
            var cycle = cycles.get(at);
            if (full && !cycle.isOpen()) {
                continue;
            }
            switch (cycle.next(context)) {
                case Next.Emit(var invocation, var after) -> {
                    rest.set(at, (FaultCycle) after);
                    // The next one gets the next turn: a cycle that is always due must not keep the others waiting.
                    return new Next.Emit(invocation, new Together(rest, maxOpen, (at + 1) % cycles.size()));
                }
                case Next.Wait(long time, var after) -> {
                    rest.set(at, (FaultCycle) after);
                    until = Math.min(until, time);
                }
                case Next.Done() -> throw new IllegalStateException("a cycle of faults has no end");
            }
        }
        return new Next.Wait(until, new Together(rest, maxOpen, first));
    }
}
