package io.jukung.chaos.check.revision;

import io.jukung.chaos.check.Attempt;
import io.jukung.chaos.check.Evidence;
import io.jukung.proto.etcd.CompactionRequest;
import java.util.List;
import java.util.Optional;

/** What is known of compactions: those that clients asked for, and that there were others. */
public final class Compactions {

    private final List<Attempt> asked;
    /** Up to where others than clients compacted, at times nobody knows; 0 if nobody did. */
    private final long others;

    private Compactions(List<Attempt> asked, long others) {
        this.asked = asked;
        this.others = others;
    }

    public static Compactions of(Evidence evidence, List<Attempt> attempts) {
        var asked = attempts.stream()
                .filter(attempt -> attempt.request() instanceof CompactionRequest && !attempt.refused())
                .toList();
        long most = asked.stream().mapToLong(Compactions::revision).max().orElse(0);
        long reached = evidence.finalStates().values().stream()
                .mapToLong(Evidence.FinalState::compactRevision)
                .max()
                .orElse(0);
        return new Compactions(asked, reached > most ? reached : 0);
    }

    static long revision(Attempt compaction) {
        return ((CompactionRequest) compaction.request()).getRevision();
    }

    /** Whether history of this revision (what was before the next) may have been gone at a time. */
    public boolean mayHaveGone(long revision, long nanos) {
        return revision < others
                || asked.stream().anyMatch(attempt -> revision(attempt) > revision && attempt.begun() < nanos);
    }

    /** A compaction that was over at that time, and after which the revision is gone. */
    public Optional<Attempt> surelyGone(long revision, long nanos) {
        return asked.stream()
                .filter(attempt ->
                        attempt.answer().isPresent() && revision(attempt) > revision && attempt.ended() < nanos)
                .findFirst();
    }

    /** Whether another compaction may have reached this revision before that attempt was over. */
    boolean mayBeAtLeast(long revision, Attempt than) {
        return revision <= others
                || asked.stream()
                        .anyMatch(attempt -> !attempt.equals(than)
                                && revision(attempt) >= revision
                                && attempt.begun() < than.ended());
    }

    /** Whether a store may have said that it is compacted to exactly this revision. */
    public boolean mayBe(long revision, long nanos) {
        return revision <= others
                || asked.stream().anyMatch(attempt -> revision(attempt) == revision && attempt.begun() < nanos);
    }
}
