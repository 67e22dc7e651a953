package io.jukung.chaos.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Context;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.generator.Invocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RegisterTest {

    private static final int OPERATIONS = 2000;
    private static final int WORKERS = 10;

    /** The first of a workload's operations, of which none ever ends. */
    private static List<Invocation> operations(String name) {
        var plan = new WorkloadPlan(0, WORKERS, WORKERS, 0, Duration.ofSeconds(1), 5, 10 * OPERATIONS, 2, 2, () -> 0);
        var workload = Workloads.named(name, plan);
        assertThat(workload.name()).isEqualTo(name);
        var random = new SplittableRandom(7);
        var workers = IntStream.range(0, WORKERS).boxed().toList();
        var generator = workload.during();
        var operations = new ArrayList<Invocation>();
        while (operations.size() < OPERATIONS) {
            var next = generator.next(new Context(0, workers, WORKERS, random));
            if (!(next instanceof Generator.Next.Emit(var invocation, var rest))) {
                throw new AssertionError(next);
            }
            operations.add(invocation);
            generator = rest;
        }
        return operations;
    }

    private static List<Invocation> writes(String name) {
        return operations(name).stream()
                .filter(invocation -> !invocation.f().equals("read"))
                .toList();
    }

    @Test
    void everybodyWritesOrOneDoes() {
        assertThat(writes("register").stream().map(Invocation::process).distinct())
                .hasSize(WORKERS);
        assertThat(writes("register")).hasSizeBetween(45 * OPERATIONS / 100, 55 * OPERATIONS / 100);
        assertThat(writes("one-writer").stream().map(Invocation::process).distinct())
                .hasSize(1);
        assertThat(writes("one-writer")).hasSizeBetween(3 * OPERATIONS / 100, 7 * OPERATIONS / 100);
    }

    @Test
    void allLookAtWhatTheOneWrites() {
        var keys = operations("one-writer").stream()
                .map(invocation -> ((Edn.Vector) invocation.value()).at(0))
                .collect(Collectors.toSet());
        assertThat(keys).hasSize(1);
    }
}
