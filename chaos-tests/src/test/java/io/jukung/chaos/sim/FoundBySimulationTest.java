package io.jukung.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.sim.kernel.Trace;
import io.jukung.chaos.sim.raft.RaftFlaw;
import io.jukung.chaos.sim.store.StoreFlaw;
import io.jukung.chaos.sim.store.StorePlan;
import io.jukung.chaos.sim.store.StoreRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeds that once showed a mistake of the product. */
class FoundBySimulationTest {

    /**
     * A keep-alive in the moment a lease ran out was answered "no such lease" before its end was in the log. Where the leader
     * fell before that, the next one let the lease live on, and the same client was told so.
     */
    @ParameterizedTest
    @ValueSource(longs = {47, 135})
    void aLeaseThatWasSaidToBeGoneDoesNotComeBack(long seed) {
        SimLogging.quiet();
        var run = new StoreRun(
                seed, StorePlan.leaseStorm(seed), StoreFlaw.NONE, RaftFlaw.NONE, new Situations(), new Trace(0));
        assertThat(run.run().violation()).isNull();
    }
}
