package io.jukung.api.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueueStateTest {

    private final QueueState<String> queue = new QueueState<>();

    @Test
    void aKeyAddedTwiceIsWorkedOnOnce() {
        queue.add("a");
        queue.add("b");
        queue.add("a");
        assertThat(queue.poll(0)).contains("a");
        assertThat(queue.poll(0)).contains("b");
        assertThat(queue.poll(0)).isEmpty();
    }

    @Test
    void aKeyAddedWhileWorkedOnComesAgainAfterwardsAndNotBefore() {
        queue.add("a");
        assertThat(queue.poll(0)).contains("a");
        queue.add("a");
        assertThat(queue.poll(0)).isEmpty();
        queue.done("a");
        assertThat(queue.poll(0)).contains("a");
        queue.done("a");
        assertThat(queue.poll(0)).isEmpty();
    }

    @Test
    void delayedKeysComeInTimeOrderAndTheEarlierTimeCounts() {
        queue.addAt("late", 100);
        queue.addAt("soon", 10);
        queue.addAt("late", 50);
        queue.addAt("late", 70);
        assertThat(queue.untilNext(0)).isEqualTo(10);
        assertThat(queue.poll(9)).isEmpty();
        assertThat(queue.poll(60)).contains("soon");
        assertThat(queue.poll(60)).contains("late");
        queue.done("late");
        assertThat(queue.poll(1_000)).isEmpty();
        assertThat(queue.untilNext(0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void timesMayOverflow() {
        long now = Long.MAX_VALUE - 5;
        queue.addAt("a", now + 10);
        assertThat(queue.untilNext(now)).isEqualTo(10);
        assertThat(queue.poll(now)).isEmpty();
        assertThat(queue.poll(now + 10)).contains("a");
    }

    @Test
    void failuresAreCountedUntilForgotten() {
        assertThat(queue.failed("a")).isEqualTo(1);
        assertThat(queue.failed("a")).isEqualTo(2);
        assertThat(queue.failed("b")).isEqualTo(1);
        queue.forget("a");
        assertThat(queue.failed("a")).isEqualTo(1);
        assertThat(queue.figures().retried()).isEqualTo(4);
        assertThat(queue.figures().failing()).isEqualTo(2);
    }
}
