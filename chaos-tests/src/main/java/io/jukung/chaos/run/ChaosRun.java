package io.jukung.chaos.run;

import java.util.Map;
import java.util.SortedMap;

/** A run that can be looked at while it goes on, and cut short. */
public interface ChaosRun {

    /** All that the seed and the command line decided, for people and for running it again. */
    SortedMap<String, String> options();

    /** Runs, once. */
    Runner.Result run() throws Exception;

    /** Ends the work now; it still heals, judges and cleans up. Returns when all is written, or after so many seconds. */
    boolean stop(int seconds) throws InterruptedException;

    /** Tells that {@link #stop} need not wait any longer: what there is has been written. */
    void written();

    Progress progress();

    /**
     * What it has come to.
     *
     * @param stage what goes on now
     * @param ok how many operations were
     * @param members what each says of itself
     * @param faults what was done last, by operation
     */
    record Progress(
            String stage,
            long ok,
            long failed,
            long unknown,
            Map<String, String> members,
            Map<String, String> faults) {}
}
