package io.jukung.chaos.history;

import io.jukung.chaos.edn.Edn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event of a history: the begin or the end of an operation.
 *
 * @param index position in the history, from 0
 * @param process who does it; {@link #NEMESIS} for faults. A process does one operation at a time; after an {@link Phase#INFO}
 *     its number never comes again (the worker goes on under its number plus the number of workers)
 * @param f what is done, as Jepsen's {@code :f}
 * @param value its arguments, or results where it ended
 * @param nanos since the run's begin, by the one monotonic clock of the harness
 * @param error why it is not known to have happened; null where all is well
 * @param calls the requests it consisted of, in order; on ends only
 * @param streams the watches it consisted of; on ends only
 */
public record Op(
        long index,
        int process,
        Phase phase,
        String f,
        Edn value,
        long nanos,
        @Nullable String error,
        List<Call> calls,
        List<WatchStream> streams) {

    /** The process of faults; {@code :nemesis} in EDN. */
    public static final int NEMESIS = -1;

    /**
     * What the nemesis does last: takes every fault back and waits until all serve again. Its end is from when on nothing
     * hinders the cluster.
     */
    public static final String HEAL = "heal";

    /** What the nemesis does while nothing is to be written: nothing. */
    public static final String REST = "rest";

    public Op {
        calls = List.copyOf(calls);
        streams = List.copyOf(streams);
    }

    public boolean isClient() {
        return process != NEMESIS;
    }
}
