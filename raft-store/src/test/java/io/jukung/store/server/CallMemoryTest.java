package io.jukung.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.store.ClientMemory;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallMemoryTest {

    private final CallMemory memory = new CallMemory(new ClientMemory(100, 1600, 1, 1));
    private final EmbeddedChannel one = new EmbeddedChannel();
    private final EmbeddedChannel other = new EmbeddedChannel();

    @Test
    void whoHoldsTheMostIsCutWhenAllIsUsed() {
        var modest = memory.connected(one);
        var greedy = memory.connected(other);
        modest.hold(700);
        greedy.hold(900);
        assertThat(one.isOpen() && other.isOpen()).isTrue();
        modest.hold(1);
        assertThat(one.isOpen()).isTrue();
        assertThat(other.isOpen()).isFalse();
    }

    @Test
    void whatOneHeldThatWasCutIsFreeAtOnce() {
        var modest = memory.connected(one);
        var greedy = memory.connected(other);
        modest.hold(100);
        greedy.hold(1501);
        assertThat(memory.bytes()).isEqualTo(100);
        greedy.hold(50);
        greedy.release(1551);
        assertThat(memory.bytes()).as("its calls come to know later").isEqualTo(100);
        modest.release(100);
        assertThat(memory.bytes()).isZero();
    }

    @Test
    void manyWhoHoldALittleAreNotCut() {
        for (int i = 0; i < 17; i++) {
            memory.connected(i % 2 == 0 ? one : other).hold(100);
        }
        assertThat(memory.bytes()).isEqualTo(1700);
        assertThat(one.isOpen() && other.isOpen()).isTrue();
    }

    /** As many calls as it is let. */
    private void fill(CallMemory.Connection greedy) {
        for (int i = 0; i < 100; i++) {
            greedy.opened();
            if (!memory.admits(greedy)) {
                greedy.closed();
            }
        }
    }

    @Test
    void howeverManyTakeAllCallsTheyGetThereIsOneForTheNext() {
        for (int i = 0; i < 10; i++) {
            fill(memory.connected(one));
            var next = memory.connected(other);
            next.opened();
            assertThat(memory.admits(next)).as("after %d greedy ones", i + 1).isTrue();
            next.closed();
        }
    }

    @Test
    void oneThatIsAloneHasAFifth() {
        var greedy = memory.connected(one);
        for (int i = 0; i < 20; i++) {
            greedy.opened();
            assertThat(memory.admits(greedy)).isTrue();
        }
        greedy.opened();
        assertThat(memory.admits(greedy)).isFalse();
    }

    @Test
    void whoFinishesNothingIsCut() {
        var stuck = memory.connected(one);
        memory.connected(other);
        stuck.hold(5);
        long later = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        memory.cutStalled(later);
        assertThat(one.isOpen()).isTrue();
        memory.cutStalled(later + TimeUnit.MINUTES.toNanos(2));
        assertThat(one.isOpen()).isFalse();
        assertThat(other.isOpen()).as("it holds nothing").isTrue();
    }
}
