package io.jukung.chaos.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.zoo.MutationScore.Found;
import io.jukung.chaos.zoo.MutationScore.Trial;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MutationScoreTest {

    private static final List<Bug> BUGS =
            List.of(Zoo.bug("local-reads"), Zoo.bug("event-dropped"), Zoo.bug("skipped-fsync"));

    private static Trial found(String bug, long seed, double seconds) {
        return new Trial(bug, seed, Optional.of(new Found("watch", "missing | event", seconds)));
    }

    private static Trial missed(String bug) {
        return new Trial(bug, 1, Optional.empty());
    }

    @Test
    void countsWhatIsFoundInEveryHunt() {
        var score = new MutationScore(
                BUGS,
                List.of(
                        found("local-reads", 1, 2),
                        found("event-dropped", 1, 3),
                        missed("event-dropped"),
                        found("of-another-time", 1, 3)));

        assertThat(score.found()).isEqualTo(1);
        assertThat(score.percent()).isEqualTo(33);
        assertThat(score.missed()).containsExactly("event-dropped");
        assertThat(score.notHunted()).containsExactly("skipped-fsync");
    }

    @Test
    void aBugThatNobodyHuntedIsNotFound() {
        assertThat(new MutationScore(BUGS, List.of()).percent()).isZero();
        assertThat(new MutationScore(List.of(), List.of()).percent()).isZero();
    }

    @Test
    void showsALineForEachBug() {
        var score = new MutationScore(
                BUGS, List.of(found("local-reads", 1, 2), found("local-reads", 2, 5), missed("event-dropped")));

        assertThat(score.markdown()).isEqualTo("""
                        Found: 1 of 3 bugs (33 %) in 3 hunts; got away at least once: event-dropped; not hunted: skipped-fsync.

                        | bug | what the product does | workload | faults | found | by | seconds |
                        |---|---|---|---|---|---|---|
                        | `local-reads` | A linearizable read is answered from what the member has applied, and no leader is asked. | register | partition | 2 of 2 | watch: missing \\| event | 3.5 |
                        | `event-dropped` | One event in three hundred does not reach those who watch its key. | watch | none | 0 of 1 |  |  |
                        | `skipped-fsync` | The Raft log is written and never synced. | set | power | not hunted |  |  |
                        """);
    }
}
