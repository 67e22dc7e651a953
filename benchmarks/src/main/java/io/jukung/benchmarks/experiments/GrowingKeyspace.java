package io.jukung.benchmarks.experiments;

import io.jukung.benchmarks.cluster.Usage;
import io.jukung.benchmarks.load.Keyspace;
import io.jukung.benchmarks.load.Load;
import io.jukung.benchmarks.load.Outcome;
import io.jukung.benchmarks.load.Workload;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Puts and gets, the memory of the largest member, and the time from the start of all members to the first linearizable
 * read that one of them answers, with more and more keys.
 */
final class GrowingKeyspace implements Experiment {

    private static final int CLIENTS = 64;
    private static final List<Workload> OPERATIONS = List.of(Workload.PUT, Workload.GET);

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        int filled = 0;
        for (int count : stage.plan().keyCounts()) {
            measure(stage, filled, count);
            filled = count;
        }
    }

    private static void measure(Stage stage, int filled, int count) throws IOException, InterruptedException {
        var plan = stage.plan();
        var keyspace = new Keyspace(count, plan.valueSize());
        var load = new Load(CLIENTS, keyspace, plan.watchersPerStream());
        var keys = Map.of("keys", (long) count, "value_bytes", (long) plan.valueSize());
        for (var contender : stage.contenders()) {
            keyspace.fill(contender.target(), filled);
        }
        // Every time: the restart of the last size has cost the JVM what it knew.
        stage.warmUp(OPERATIONS, new int[] {CLIENTS}, load);
        Thread.sleep(plan.settle());
        stage.perform("memory", keys, 1, contender -> Outcome.of("member_rss_mib", largest(contender)));
        for (var operation : OPERATIONS) {
            stage.turns(operation, load, operation.label() + "_of_many", plan.turn());
        }
        stage.perform("cold_start", keys, plan.restarts(), GrowingKeyspace::restart);
    }

    private static double largest(Contender contender) throws IOException {
        long largest = 0;
        for (var member : contender.cluster().pids()) {
            largest = Math.max(largest, Usage.residentBytes(member));
        }
        return Usage.mib(largest);
    }

    private static Outcome restart(Contender contender) throws IOException, InterruptedException {
        Duration took = contender.cluster().restart();
        contender.cluster().awaitAll();
        contender.reconnect();
        return Outcome.of("to_serving_ms", took.toNanos() / 1e6);
    }
}
