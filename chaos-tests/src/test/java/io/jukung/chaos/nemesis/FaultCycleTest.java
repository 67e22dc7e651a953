package io.jukung.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Context;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.generator.Generator.Next;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.nemesis.FaultCycle.Episode;
import io.jukung.chaos.nemesis.Whom.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FaultCycleTest {

    private static final long SECOND = 1_000_000_000L;

    private record Event(double at, String f, Edn value) {}

    private static FaultCycle cycle(String begin, String end) {
        return FaultCycle.of(random ->
                Episode.lasting(begin, Target.draw(random, Whom.values()).edn(), end));
    }

    /** What it does when it is asked as a run asks, and each operation is done in no time. */
    private static List<Event> run(Generator generator, long seed, int events) {
        RandomGenerator random = new SplittableRandom(seed);
        var done = new ArrayList<Event>();
        long now = 0;
        while (done.size() < events) {
            switch (generator.next(new Context(now, List.of(0, Op.NEMESIS), 1, random))) {
                case Next.Emit(var invocation, var rest) -> {
                    assertThat(invocation.process()).isEqualTo(Op.NEMESIS);
                    done.add(new Event((double) now / SECOND, invocation.f(), invocation.value()));
                    generator = rest;
                }
                case Next.Wait(long until, var rest) -> {
                    assertThat(until).isGreaterThan(now).isLessThan(Long.MAX_VALUE);
                    now = until;
                    generator = rest;
                }
                case Next.Done() -> throw new AssertionError("it has an end");
            }
        }
        return done;
    }

    @Test
    void eachBeginIsFollowedByItsEndThreeToEightSecondsLater() {
        var events = run(cycle("kill", "start"), 1, 200);
        double before = 0;
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).f()).isEqualTo(i % 2 == 0 ? "kill" : "start");
            assertThat(events.get(i).at() - before).isBetween(3.0, 8.0);
            before = events.get(i).at();
        }
    }

    @Test
    void theSeedDecidesAll() {
        var faults = Together.of(List.of(cycle("kill", "start"), cycle("pause", "resume")), 2);
        assertThat(run(faults, 5, 100)).isEqualTo(run(faults, 5, 100));
        assertThat(run(faults, 5, 100)).isNotEqualTo(run(faults, 6, 100));
    }

    @Test
    void nothingIsBegunWhileTheNemesisIsBusy() {
        var due = (Next.Wait)
                cycle("kill", "start").next(new Context(0, List.of(Op.NEMESIS), 1, new SplittableRandom(1)));
        assertThat(due.rest().next(new Context(due.until(), List.of(0), 1, new SplittableRandom(1))))
                .isInstanceOfSatisfying(
                        Next.Wait.class, wait -> assertThat(wait.until()).isEqualTo(Long.MAX_VALUE));
    }

    @Test
    void ofManyOnlySoManyAreOpenAndAllHaveTheirTurn() {
        var faults = Together.of(List.of(cycle("a", "/a"), cycle("b", "/b"), cycle("c", "/c"), cycle("d", "/d")), 2);
        var events = run(faults, 3, 400);
        int open = 0;
        int overlaps = 0;
        for (var event : events) {
            open += event.f().startsWith("/") ? -1 : 1;
            assertThat(open).isBetween(0, 2);
            overlaps += open == 2 ? 1 : 0;
        }
        assertThat(overlaps).isGreaterThan(50);
        for (var f : List.of("a", "b", "c", "d")) {
            assertThat(events).filteredOn(event -> event.f().equals(f)).hasSizeGreaterThan(20);
        }
    }

    @Test
    void aTargetIsReadAsItWasWritten() {
        var target = Target.draw(new SplittableRandom(9), Whom.values());
        assertThat(Target.of(target.edn("kind", Edn.keyword("x")))).isEqualTo(target);
    }
}
