package io.jukung.chaos.command;

import io.jukung.chaos.cluster.ClusterPlan.Placement;
import io.jukung.chaos.cluster.ClusterPlan.Product;
import io.jukung.chaos.run.Parts;
import io.jukung.chaos.run.RunPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What all commands that run something have in common. */
final class RunOptions {

    private static final int SECONDS = 60;

    @Option(
            names = "--time",
            paramLabel = "SECONDS",
            description = "How long clients work under faults. Default: 60; of a bug of the zoo what its hunt says.")
    @Nullable
    Integer time;

    @Option(names = "--nodes", paramLabel = "3|5", description = "Members. Default: by the seed, mostly 3.")
    @Nullable
    Integer nodes;

    @Option(names = "--rate", paramLabel = "N", description = "Operations a second. Default: by the seed, 100 to 300.")
    @Nullable
    Double rate;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "Clients at a time. Default: by the seed, 10 to 30; 40 for mixed.")
    @Nullable
    Integer concurrency;

    @Option(
            names = "--product",
            paramLabel = "jukung|etcd",
            defaultValue = "jukung",
            description = "Whose store. Default: jukung.")
    String product = "jukung";

    @Option(
            names = "--placement",
            paramLabel = "namespaces|loopback",
            defaultValue = "namespaces",
            description =
                    "Where members live: a network namespace each (needs root), or addresses of 127.0.0.0/8. Default: namespaces.")
    String placement = "namespaces";

    @Option(
            names = "--store",
            paramLabel = "DIR",
            defaultValue = "store",
            description = "Where reports are written. Default: ./store.")
    Path store = Path.of("store");

    @Option(
            names = "--bug",
            paramLabel = "NAME",
            description = "A bug of the zoo to put into our members; see zoo --list.")
    @Nullable
    String bug;

    @Option(
            names = "--flag",
            paramLabel = "--NAME=VALUE",
            description = "A flag of the members, of etcd's kind; again for more.")
    List<String> flags = List.of();

    /** With names that were checked. */
    RunPlan plan(String workload, List<String> nemeses, long seed) {
        if (!Parts.workloads().contains(workload)) {
            throw new IllegalArgumentException(
                    "--workload: \"" + workload + "\", expected one of " + String.join(", ", Parts.workloads()));
        }
        for (var nemesis : nemeses) {
            if (!Parts.nemeses(workload).contains(nemesis)) {
                throw new IllegalArgumentException("--nemesis: \"" + nemesis + "\", expected some of none, "
                        + String.join(", ", Parts.nemeses(workload)));
            }
        }
        if (bug != null) {
            Parts.bug(bug);
        }
        return new RunPlan(
                workload,
                nemeses,
                Duration.ofSeconds(time == null ? SECONDS : time),
                seed,
                nodes == null ? OptionalInt.empty() : OptionalInt.of(nodes),
                rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
                concurrency == null ? OptionalInt.empty() : OptionalInt.of(concurrency),
                one("--product", product, Product.values()),
                one("--placement", placement, Placement.values()),
                store.toAbsolutePath().normalize(),
                Optional.ofNullable(bug),
                flags);
    }

    /** The same with a bug and what its hunt asks for, the time only if none was given. */
    RunOptions with(String itsBug, List<String> itsFlags, int seconds) {
        var other = new RunOptions();
        other.time = time == null ? Integer.valueOf(seconds) : time;
        other.nodes = nodes;
        other.rate = rate;
        other.concurrency = concurrency;
        other.product = product;
        other.placement = placement;
        other.store = store;
        other.bug = itsBug;
        other.flags = Stream.concat(itsFlags.stream(), flags.stream()).toList();
        return other;
    }

    /** Names of faults as {@code kill,partition}; {@code none} for none. */
    static List<String> nemeses(List<String> given) {
        return given.stream()
                .flatMap(names -> Stream.of(names.split(",", -1)))
                .map(String::strip)
                .filter(name -> !name.equals("none") && !name.isEmpty())
                .distinct()
                .toList();
    }

    static <E extends Enum<E>> E one(String option, String given, E[] values) {
        for (var value : values) {
            if (value.name().equalsIgnoreCase(given)) {
                return value;
            }
        }
        throw new IllegalArgumentException(option + ": \"" + given + "\", expected one of "
                + String.join(
                        ", ",
                        Stream.of(values)
                                .map(value -> value.name().toLowerCase(Locale.ROOT))
                                .toList()));
    }
}
