package io.jukung.chaos.run;

import io.jukung.chaos.cluster.ClusterPlan.Placement;
import io.jukung.chaos.cluster.ClusterPlan.Product;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What is to be run, as the command line says; what it leaves open is chosen by the seed ({@link Swarm}).
 *
 * @param nemeses names of faults; empty for none
 * @param time how long clients work while faults go on
 * @param nodes 3 or 5
 * @param rate operations a second
 * @param concurrency how many clients at a time
 * @param store where the run's directory is made
 * @param bug of the zoo, to be put into our members
 * @param flags of the members, as {@code --snapshot-count=50}: they win over those that the seed chooses
 */
public record RunPlan(
        String workload,
        List<String> nemeses,
        Duration time,
        long seed,
        OptionalInt nodes,
        OptionalDouble rate,
        OptionalInt concurrency,
        Product product,
        Placement placement,
        Path store,
        Optional<String> bug,
        List<String> flags) {

    public RunPlan {
        nemeses = List.copyOf(nemeses);
        flags = List.copyOf(flags);
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("time: " + time.toSeconds() + " s, expected more than 0");
        }
        nodes.ifPresent(count -> {
            if (count != 3 && count != 5) {
                throw new IllegalArgumentException("nodes: " + count + ", expected 3 or 5");
            }
        });
        rate.ifPresent(perSecond -> {
            if (!(perSecond > 0 && perSecond <= 10_000)) {
                throw new IllegalArgumentException(
                        "rate: " + perSecond + ", expected more than 0 and up to 10000 a second");
            }
        });
        concurrency.ifPresent(count -> {
            if (count < 1 || count > 1000) {
                throw new IllegalArgumentException("concurrency: " + count + ", expected 1 to 1000");
            }
        });
        for (var flag : flags) {
            if (!flag.matches("--[a-z][a-z-]*=.*")) {
                throw new IllegalArgumentException("flag: \"" + flag + "\", expected one as --name=value");
            }
        }
        if (bug.isPresent() && product == Product.ETCD) {
            throw new IllegalArgumentException("bug: \"" + bug.get() + "\", expected none for etcd");
        }
    }

    /** The command that does the same run: what it does not say the seed decides. */
    public String again() {
        var command = new ShellCommand("jukung-chaos", "run").with("workload", workload);
        if (!nemeses.isEmpty()) {
            command.with("nemesis", String.join(",", nemeses));
        }
        command.with("seed", seed).with("time", time.toSeconds());
        nodes.ifPresent(count -> command.with("nodes", count));
        rate.ifPresent(perSecond -> command.with("rate", perSecond));
        concurrency.ifPresent(count -> command.with("concurrency", count));
        command.on(product, placement, bug);
        flags.forEach(flag -> command.with("flag", flag));
        return command.toString();
    }

    /** As {@code append-kill-partition}. */
    public String test() {
        return workload
                + (nemeses.isEmpty() ? "-none" : "-" + String.join("-", nemeses))
                + (product == Product.ETCD ? "-etcd" : "")
                + bug.map(name -> "-bug-" + name).orElse("");
    }
}
