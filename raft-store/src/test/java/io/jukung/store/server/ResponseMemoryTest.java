package io.jukung.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ResponseMemoryTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final ResponseMemory memory = new ResponseMemory(100);

    @Test
    void whoComesFirstIsServedFirst() {
        var first = memory.reserve(new Object(), 60, LONG).join().orElseThrow();
        var second = memory.reserve(new Object(), 60, LONG);
        var third = memory.reserve(new Object(), 10, LONG);
        assertThat(second).isNotDone();
        // There would be space for it, but then the second might wait for ever.
        assertThat(third).isNotDone();
        assertThat(memory.waiting()).isEqualTo(2);
        first.release();
        assertThat(second).isCompleted();
        assertThat(third).isCompleted();
        assertThat(memory.used()).isEqualTo(70);
        first.release();
        assertThat(memory.used()).isEqualTo(70);
        second.join().orElseThrow().release();
        third.join().orElseThrow().release();
        assertThat(memory.used()).isZero();
    }

    @Test
    void whatNeedsMoreThanThereIsGoesAlone() {
        var small = memory.reserve(new Object(), 1, LONG).join().orElseThrow();
        var large = memory.reserve(new Object(), 1000, LONG);
        assertThat(large).isNotDone();
        small.release();
        assertThat(memory.used()).isEqualTo(100);
        large.join().orElseThrow().release();
        assertThat(memory.used()).isZero();
    }

    @Test
    void whoHasWaitedTooLongGetsNoneAndOthersMoveUp() throws Exception {
        var held = memory.reserve(new Object(), 60, LONG).join().orElseThrow();
        var late = memory.reserve(new Object(), 100, Duration.ofMillis(20));
        var behind = memory.reserve(new Object(), 40, LONG);
        assertThat(late.get(10, TimeUnit.SECONDS)).isEmpty();
        behind.get(10, TimeUnit.SECONDS).orElseThrow().release();
        held.release();
        assertThat(memory.used()).isZero();
        assertThat(memory.waiting()).isZero();
    }

    @Test
    void whoHasGoneTakesNothing() {
        var held = memory.reserve(new Object(), 100, LONG).join().orElseThrow();
        var gone = memory.reserve(new Object(), 100, LONG);
        gone.completeExceptionally(Status.CANCELLED.asException());
        assertThat(memory.waiting()).isZero();
        held.release();
        assertThat(memory.used()).isZero();
    }

    @Test
    void oneConnectionLeavesHalfToTheOthers() {
        var greedy = new Object();
        var first = memory.reserve(greedy, 25, LONG).join().orElseThrow();
        assertThat(memory.reserve(greedy, 25, LONG)).isCompleted();
        var third = memory.reserve(greedy, 25, LONG);
        assertThat(third).isNotDone();
        var other = memory.reserve(new Object(), 25, LONG).join().orElseThrow();
        assertThat(third).isNotDone();
        first.release();
        assertThat(third).isCompleted();
        other.release();
        assertThat(memory.used()).isEqualTo(50);
    }

    @Test
    void aResponseThatNeedsMoreThanHalfIsTheOnlyOneOfItsConnection() {
        var connection = new Object();
        var large = memory.reserve(connection, 80, LONG).join().orElseThrow();
        var small = memory.reserve(connection, 1, LONG);
        assertThat(small).isNotDone();
        large.release();
        assertThat(small).isCompleted();
    }
}
