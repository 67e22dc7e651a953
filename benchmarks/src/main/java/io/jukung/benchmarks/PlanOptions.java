package io.jukung.benchmarks;

import io.jukung.benchmarks.experiments.Plan;
import io.jukung.benchmarks.load.Workload;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much is measured: one of three plans, and what is to be otherwise. */
final class PlanOptions {

    private enum Size {
        FULL,
        QUICK,
        TINY
    }

    @Option(
            names = "--plan",
            defaultValue = "FULL",
            description = "FULL: about an hour; QUICK: about ten minutes; TINY: shows that everything works.")
    private Size size = Size.FULL;

    @Option(names = "--rounds", description = "Turns of each store at each workload.")
    private @Nullable Integer rounds;

    @Option(names = "--millis", description = "How long is measured in a turn.")
    private @Nullable Integer millis;

    @Option(names = "--warm-up-millis", description = "How long before that.")
    private @Nullable Integer warmUpMillis;

    @Option(
            names = "--prepare-seconds",
            description = "How long each store is under load before anything is measured: warms it up.")
    private @Nullable Integer prepareSeconds;

    @Option(names = "--operations", split = ",", description = "Of LOAD, some of: ${COMPLETION-CANDIDATES}.")
    private @Nullable List<Workload> operations;

    @Option(
            names = "--clients",
            split = ",",
            description =
                    "Of LOAD: requests on their way at any time; several numbers are measured one after the other.")
    private @Nullable List<Integer> clients;

    @Option(names = "--keys", description = "Size of the key space.")
    private @Nullable Integer keys;

    @Option(names = "--value-size", description = "Bytes of a value.")
    private @Nullable Integer valueSize;

    @Option(names = "--watchers-per-stream", description = "How many watchers of a fan-out share a stream.")
    private @Nullable Integer watchersPerStream;

    @Option(names = "--key-counts", split = ",", description = "Of LARGE: sizes of the key space, ascending.")
    private @Nullable List<Integer> keyCounts;

    @Option(names = "--failovers", description = "Of FAILOVER: leaders killed.")
    private @Nullable Integer failovers;

    Plan plan() {
        var base = switch (size) {
            case FULL -> Plan.full();
            case QUICK -> Plan.quick();
            case TINY -> Plan.tiny();
        };
        return new Plan(
                or(rounds, base.rounds()),
                millis == null ? base.turn() : Duration.ofMillis(millis),
                warmUpMillis == null ? base.warmUp() : Duration.ofMillis(warmUpMillis),
                prepareSeconds == null ? base.prepare() : Duration.ofSeconds(prepareSeconds),
                or(operations, base.operations()),
                or(clients, base.clients()),
                or(keys, base.keys()),
                or(valueSize, base.valueSize()),
                base.valueSizes(),
                base.watchers(),
                or(watchersPerStream, base.watchersPerStream()),
                base.leases(),
                base.leaseTtlSeconds(),
                base.revisions(),
                or(keyCounts, base.keyCounts()),
                base.settle(),
                base.restarts(),
                or(failovers, base.failovers()));
    }

    private static <T> T or(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
