package io.jukung.chaos.run;

import java.util.Arrays;
import java.util.Locale;

/**
 * Situations that ought to come up in a run, as Antithesis's {@code sometimes}: where one that is required never did, the
 * run proves nothing and fails as vacuous.
 */
public enum Situation {
    /** A transaction was under way while another member became leader. */
    LEADER_CHANGE_DURING_TXN("leader change during a transaction"),
    /** The leader or the term changed. */
    LEADER_CHANGE("leader change"),
    /** A watcher went on in another stream where it had been. */
    WATCH_RESUMED("watch resumed"),
    WATCH_RESUMED_ELSEWHERE("watch resumed on another member"),
    /** A compaction came between a watcher's streams: after where it was, or beyond it, so that it was cancelled. */
    WATCH_RESUMED_ACROSS_COMPACTION("watch resumed across a compaction"),
    WATCH_COMPACTED("watch cancelled by a compaction"),
    /** A member got a snapshot instead of log entries. */
    SNAPSHOT_INSTALLED("snapshot installed on a member"),
    LEASE_EXPIRED("lease expired"),
    /** A lease's time passed while no member was leader. */
    LEASE_EXPIRED_LEADERLESS("lease expired while leaderless"),
    AMBIGUOUS_HAPPENED("ambiguous write that happened"),
    AMBIGUOUS_NEVER("ambiguous write that did not happen"),
    /** A serializable read was answered from before something that was known already. */
    STALE_MEMBER_ASKED("stale member asked"),
    FAULT_DURING_OPERATIONS("fault during operations"),
    /** A transaction's condition was not met: somebody else was first. */
    CONDITION_FAILED("condition of a transaction failed"),
    COMPACTED("compaction"),
    READ_COMPACTED("read of a compacted revision refused"),
    MEMBER_RESTARTED("member restarted");

    private final String title;

    Situation(String title) {
        this.title = title;
    }

    /** In words; the name by which it is in records and reports. */
    public String title() {
        return title;
    }

    /** By its title. */
    public static Situation titled(String title) {
        return Arrays.stream(values())
                .filter(situation -> situation.title.equals(title))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        String.format(Locale.ROOT, "situation: \"%s\", expected a title of one", title)));
    }
}
