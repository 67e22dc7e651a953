package io.jukung.chaos.generator;

import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/**
 * The moment a generator is asked at.
 *
 * @param nanos of the run's clock
 * @param free processes that do nothing now, {@link io.jukung.chaos.history.Op#NEMESIS} among them if it is; empty only
 *     where a generator is told of an operation
 * @param workers how many client workers there are: process p is of worker p modulo it
 * @param random the run's, seeded: the only source of chance
 */
public record Context(long nanos, List<Integer> free, int workers, RandomGenerator random) {
    public Context {
        free = List.copyOf(free);
    }

    /** The same moment with only these of the free processes; empty if there are none. */
    public Optional<Context> only(IntPredicate processes) {
        var some = free.stream().filter(processes::test).toList();
        return some.isEmpty() ? Optional.empty() : Optional.of(new Context(nanos, some, workers, random));
    }

    /** One of the free processes by chance. */
    public int anyFree() {
        return free.get(random.nextInt(free.size()));
    }
}
