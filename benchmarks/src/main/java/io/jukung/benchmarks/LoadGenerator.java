package io.jukung.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Drives one or more stores that speak etcd's API and prints throughput and latencies as JSON, a line a run. Several stores
 * take turns, so that the noise of the machine hits all, and so does the warmth of this process.
 */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = "Sends etcd requests from a number of clients and prints what they saw as JSON.")
public final class LoadGenerator implements Callable<Integer> {

    @Option(
            names = "--target",
            required = true,
            paramLabel = "NAME=HOST:PORT,…[@PID,…]",
            description = "A store's members, without TLS, and their processes. Repeated: the stores take turns."
                    + " One client talks to the leader, more are spread over the members.")
    private List<String> targets = List.of();

    @Option(
            names = "--operations",
            split = ",",
            defaultValue = "PUT",
            description = "Some of: ${COMPLETION-CANDIDATES}.")
    private List<Workload> workloads = List.of();

    @Option(
            names = "--clients",
            split = ",",
            defaultValue = "64",
            description = "Requests on their way at any time; several numbers are measured one after the other.")
    private List<Integer> clients = List.of();

    @Option(names = "--keys", defaultValue = "100000", description = "Size of the key space.")
    private int keys;

    @Option(names = "--value-size", defaultValue = "256", description = "Bytes of a value.")
    private int valueSize;

    @Option(
            names = "--watchers-per-stream",
            defaultValue = "50",
            description = "How many watchers of WATCH_FANOUT share a stream.")
    private int watchersPerStream;

    @Option(names = "--rounds", defaultValue = "1", description = "Turns of each store.")
    private int rounds;

    @Option(names = "--millis", defaultValue = "5000", description = "How long is measured in a turn.")
    private int millis;

    @Option(names = "--warm-up-millis", defaultValue = "1000", description = "How long before that.")
    private int warmUpMillis;

    @Option(
            names = "--prepare-seconds",
            defaultValue = "0",
            description =
                    "How long each store gets every operation before anything is measured: fills the key space and"
                            + " warms the stores up.")
    private int prepareSeconds;

    /** Runs it; exits with 2 on wrong arguments. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LoadGenerator())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        List<Target> stores = new ArrayList<>();
        try {
            for (var target : targets) {
                stores.add(Target.connect(target));
            }
            prepare(stores);
            for (var workload : workloads) {
                for (int count : clients) {
                    for (int round = 0; round < rounds; round++) {
                        for (var store : stores) {
                            var load =
                                    load(workload, count, Duration.ofMillis(warmUpMillis), Duration.ofMillis(millis));
                            System.out.println(new LoadRun(load, store).run());
                        }
                    }
                }
            }
            return 0;
        } finally {
            stores.forEach(Target::close);
        }
    }

    /** A store at rest keeps nothing busy: they are warmed up one after the other, with few and with many clients. */
    private void prepare(List<Target> stores) throws InterruptedException, IOException {
        if (workloads.contains(Workload.LIST)) {
            for (var store : stores) {
                Workload.fill(store, load(Workload.LIST, 1, Duration.ZERO, Duration.ZERO));
            }
        }
        var turn = Duration.ofSeconds(prepareSeconds).dividedBy(2L * workloads.size());
        if (turn.isZero()) {
            return;
        }
        for (var store : stores) {
            for (var workload : workloads) {
                for (int count : new int[] {64, 1}) {
                    new LoadRun(load(workload, count, Duration.ZERO, turn), store).run();
                }
            }
        }
    }

    private Load load(Workload workload, int count, Duration warmUp, Duration duration) {
        return new Load(workload, count, keys, valueSize, watchersPerStream, warmUp, duration);
    }
}
