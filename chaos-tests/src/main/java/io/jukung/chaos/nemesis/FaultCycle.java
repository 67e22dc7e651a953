package io.jukung.chaos.nemesis;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Context;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.history.Op;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * A fault that begins and ends again and again, with 3 to 8 s between one and the other.
 *
 * @param end of the fault that has begun; empty: none has
 * @param due when the next operation is, nanoseconds of the run's clock; empty: not drawn yet
 */
record FaultCycle(Choice choice, Optional<Act> end, OptionalLong due) implements Generator {

    private static final long LEAST_NANOS = 3_000_000_000L;
    private static final long MOST_NANOS = 8_000_000_000L;

    /** An operation of a nemesis. */
    record Act(String f, Edn value) {}

    /** A fault: how it begins and, unless it is over at once, how it ends. */
    record Episode(Act begin, Optional<Act> end) {
        static Episode lasting(String begin, Edn value, String end) {
            return new Episode(new Act(begin, value), Optional.of(new Act(end, Edn.NIL)));
        }

        static Episode moment(String f, Edn value) {
            return new Episode(new Act(f, value), Optional.empty());
        }
    }

    /** Which fault is next. */
    @FunctionalInterface
    interface Choice {
        Episode choose(RandomGenerator random);
    }

    static FaultCycle of(Choice choice) {
        return new FaultCycle(choice, Optional.empty(), OptionalLong.empty());
    }

    /** Whether a fault has begun and not ended. */
    boolean isOpen() {
        return end.isPresent();
    }

    @Override
    public Next next(Context context) {
        if (due.isEmpty()) {
            long at = context.nanos() + context.random().nextLong(LEAST_NANOS, MOST_NANOS + 1);
            return new Next.Wait(at, new FaultCycle(choice, end, OptionalLong.of(at)));
        }
        long at = due.getAsLong();
        if (context.nanos() < at) {
            return new Next.Wait(at, this);
        }
        if (!context.free().contains(Op.NEMESIS)) {
            return new Next.Wait(Long.MAX_VALUE, this);
        }
        var fault = end.isPresent() ? new Episode(end.get(), Optional.empty()) : choice.choose(context.random());
        var act = fault.begin();
        return new Next.Emit(
                new Invocation(Op.NEMESIS, act.f(), act.value()),
                new FaultCycle(choice, fault.end(), OptionalLong.empty()));
    }
}
