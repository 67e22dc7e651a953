package io.jukung.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultBandTest {

    @Test
    void aFaultLastsUntilWhatEndsItIsDone() {
        assertThat(bands("start-partition", "stop-partition")).containsExactly(new FaultBand("partition", 0, 101));
        assertThat(bands("kill", "start")).containsExactly(new FaultBand("kill", 0, 101));
        assertThat(bands("pause", "pause", "resume")).containsExactly(new FaultBand("pause", 0, 201));
        assertThat(bands("partition", "heal-partition")).containsExactly(new FaultBand("partition", 0, 101));
        assertThat(bands("slow-disk-start", "slow-disk-stop")).containsExactly(new FaultBand("slow-disk", 0, 101));
    }

    @Test
    void severalFaultsAtATime() {
        assertThat(bands("kill", "start-loss", "start", "stop-loss"))
                .containsExactly(new FaultBand("kill", 0, 201), new FaultBand("loss", 100, 301));
        assertThat(bands("kill", "start-loss", "heal"))
                .containsExactly(new FaultBand("kill", 0, 201), new FaultBand("loss", 100, 201));
    }

    @Test
    void whatNothingEndsIsAMomentUnlessItWasStarted() {
        assertThat(bands("compact", "compact", "start"))
                .containsExactly(new FaultBand("compact", 0, 0), new FaultBand("compact", 100, 100));
        assertThat(bands("start-loss", "compact"))
                .containsExactly(new FaultBand("loss", 0, 101), new FaultBand("compact", 100, 100));
    }

    @Test
    void jepsensFaultsBeginAsInfo() {
        var ops = new ArrayList<Op>();
        for (var f : List.of("kill", "kill", "start", "start")) {
            ops.add(op(Phase.INFO, f, ops.size() * 10L));
        }

        assertThat(FaultBand.of(Spans.of(new History(ops)), 30)).containsExactly(new FaultBand("kill", 0, 30));
    }

    /** One each 100 nanoseconds, which takes 1. */
    private static List<FaultBand> bands(String... faults) {
        var ops = new ArrayList<Op>();
        for (int i = 0; i < faults.length; i++) {
            ops.add(op(Phase.INVOKE, faults[i], i * 100L));
            ops.add(op(Phase.INFO, faults[i], i * 100L + 1));
        }
        return FaultBand.of(Spans.of(new History(ops)), ops.getLast().nanos());
    }

    private static Op op(Phase phase, String f, long nanos) {
        return new Op(nanos, Op.NEMESIS, phase, f, Edn.NIL, nanos, null, List.of(), List.of());
    }
}
