package io.jukung.chaos.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {

    private long index;

    private Op op(int process, Phase phase, String f, long seconds) {
        return new Op(index++, process, phase, f, Edn.NIL, seconds * 1_000_000_000, null, List.of(), List.of());
    }

    @Test
    void endsOfOperationsAndFaultsAreCountedByTheirKind() {
        var first = new History(List.of(
                op(0, Phase.INVOKE, "read", 1),
                op(Op.NEMESIS, Phase.INFO, "kill", 2),
                op(0, Phase.OK, "read", 3),
                op(1, Phase.INVOKE, "write", 3),
                op(1, Phase.FAIL, "write", 4)));
        var second = new History(List.of(
                op(2, Phase.INVOKE, "write", 1), op(Op.NEMESIS, Phase.INFO, "kill", 2), op(2, Phase.INFO, "write", 6)));
        assertThat(Tally.NONE.with(first).with(second))
                .hasToString("2 histories checked, 10 s; operations: 1 ok, 1 refused, 1 unknown; faults: {kill=2}");
    }
}
