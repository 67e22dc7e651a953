package io.jukung.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.generator.Generators;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import io.jukung.chaos.workload.Client;
import io.jukung.chaos.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InterpreterTest {

    private static final int WORKERS = 4;

    /** Operations end as their name says. */
    private static final class Named implements Workload {

        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger clients = new AtomicInteger();

        @Override
        public String name() {
            return "named";
        }

        @Override
        public Generator during() {
            return Generators.none();
        }

        @Override
        public Generator afterwards() {
            return Generators.none();
        }

        @Override
        public Client client(int process, List<Endpoint> endpoints, Clock clock) {
            open.incrementAndGet();
            clients.incrementAndGet();
            return new Client() {
                @Override
                public Completion invoke(Invocation invocation) {
                    return switch (invocation.f()) {
                        case "ok" -> new Completion(Phase.OK, invocation.value(), null, List.of(), List.of());
                        case "fail" -> new Completion(Phase.FAIL, invocation.value(), "no", List.of(), List.of());
                        default -> throw new IllegalStateException("broken");
                    };
                }

                @Override
                public void close() {
                    open.decrementAndGet();
                }
            };
        }

        @Override
        public List<Checker> checkers() {
            return List.of();
        }

        @Override
        public Set<String> required() {
            return Set.of();
        }
    }

    private static History run(Named workload, Generator generator) throws InterruptedException {
        var recorder = new Recorder();
        try (var interpreter = new Interpreter(
                recorder,
                workload,
                List.of(),
                new Untroubled(),
                WORKERS,
                new SplittableRandom(1),
                new Tally(),
                _ -> {})) {
            interpreter.run(generator);
        }
        return recorder.history();
    }

    @Test
    void allIsDoneAndInTheOrderOfTheClock() throws InterruptedException {
        var workload = new Named();
        var history = run(
                workload,
                Generators.clients(Generators.limit(
                        200, Generators.mix(Generators.endless("ok", Edn.NIL), Generators.endless("fail", Edn.NIL)))));
        assertThat(history.pairs())
                .hasSize(200)
                .allSatisfy(pair ->
                        assertThat(pair.phase()).isEqualTo(pair.begin().f().equals("ok") ? Phase.OK : Phase.FAIL));
        assertThat(history.ops()).isSortedAccordingTo((a, b) -> Long.compare(a.nanos(), b.nanos()));
        assertThat(workload.clients).hasValueLessThanOrEqualTo(WORKERS);
        assertThat(workload.open).as("clients that were not closed").hasValue(0);
    }

    @Test
    void anExceptionRetiresTheProcessAndItsClient() throws InterruptedException {
        var workload = new Named();
        var history = run(workload, Generators.clients(Generators.limit(50, Generators.endless("broken", Edn.NIL))));
        assertThat(history.pairs().stream().map(pair -> pair.begin().process()).distinct())
                .as("no process does anything after an unknown end")
                .hasSize(50);
        assertThat(history.pairs()).allSatisfy(pair -> {
            assertThat(pair.phase()).isEqualTo(Phase.INFO);
            assertThat(pair.end().orElseThrow().error()).contains("broken");
        });
        assertThat(workload.clients).hasValue(50);
        assertThat(workload.open).hasValue(0);
    }

    @Test
    void aNemesisThatFailsIsRecorded() throws InterruptedException {
        var history = run(new Named(), Generators.nemesis(Generators.once("kill", Edn.NIL)));
        assertThat(history.ops()).hasSize(2).allSatisfy(op -> {
            assertThat(op.process()).isEqualTo(Op.NEMESIS);
            assertThat(op.phase()).isEqualTo(Phase.INFO);
        });
        assertThat(history.ops().getLast().error()).contains("kill");
    }

    @Test
    void timeEndsIt() throws InterruptedException {
        long begun = System.nanoTime();
        var history = run(
                new Named(),
                Generators.timeLimit(
                        Duration.ofMillis(500),
                        Generators.clients(Generators.rate(100, Generators.endless("ok", Edn.NIL)))));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
        assertThat(history.pairs()).isNotEmpty().hasSizeLessThan(100);
    }
}
