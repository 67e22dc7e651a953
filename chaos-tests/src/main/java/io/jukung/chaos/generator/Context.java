package io.jukung.chaos.generator;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The moment a generator is asked at.
 *
 * @param nanos of the run's clock
 * @param free processes that do nothing now, {@link io.jukung.chaos.history.Op#NEMESIS} among them if it is; never empty
 * @param workers how many client workers there are: process p is of worker p modulo it
 * @param random the run's, seeded: the only source of chance
 */
public record Context(long nanos, List<Integer> free, int workers, RandomGenerator random) {
    public Context {
        free = List.copyOf(free);
    }
}
