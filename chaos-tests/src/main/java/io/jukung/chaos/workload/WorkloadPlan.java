package io.jukung.chaos.workload;

import io.jukung.chaos.run.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What a workload is made by; all of it follows from the seed and the command line.
 *
 * @param first its first worker
 * @param workers how many are its own, from the first on
 * @param total how many workers there are in the run
 * @param roaming of {@code 100} clients so many ask another member with each operation; the others stay with theirs
 * @param deadline of a request
 * @param keys how many keys are in use at a time, where a workload has a choice
 * @param operationsPerKey how many operations a key sees before another takes its place
 * @param group how many processes share a key
 * @param ttl seconds that leases live
 * @param witnessed the revision up to which the witness has seen all: nothing after it is compacted
 */
public record WorkloadPlan(
        int first,
        int workers,
        int total,
        int roaming,
        Duration deadline,
        int keys,
        int operationsPerKey,
        int group,
        int ttl,
        LongSupplier witnessed) {

    public WorkloadPlan {
        if (workers < 1 || first + workers > total) {
            throw new IllegalArgumentException(
                    "workers: " + workers + " from " + first + " of " + total + ", expected at least one of them");
        }
    }

    /** The same for other workers. */
    public WorkloadPlan of(int otherFirst, int otherWorkers) {
        return new WorkloadPlan(
                otherFirst,
                otherWorkers,
                total,
                roaming,
                deadline,
                keys,
                operationsPerKey,
                Math.min(group, otherWorkers),
                ttl,
                witnessed);
    }

    int worker(int process) {
        return process % total;
    }

    /** The connections of a process: as its worker's were before. */
    Session session(int process, List<Workload.Endpoint> endpoints, Clock clock) {
        int worker = worker(process);
        // Spread over the workers, whatever their number.
        boolean roams = worker * 37 % 100 < roaming;
        return new Session(endpoints, worker, roams, clock, deadline);
    }
}
