package io.jukung.chaos.run;

import io.jukung.chaos.cluster.ClusterPlan.Product;
import io.jukung.chaos.workload.WorkloadPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Everything that the seed decides before a run begins: another configuration for another seed, the same for the same
 * (swarm testing). What the command line gives wins, and changes none of the other choices.
 *
 * @param flags of every member
 * @param options all of it, for people
 */
public record Swarm(
        int members,
        double rate,
        int concurrency,
        int roaming,
        Duration deadline,
        int keys,
        int operationsPerKey,
        int group,
        int ttl,
        List<String> flags,
        SortedMap<String, String> options) {

    public Swarm {
        flags = List.copyOf(flags);
    }

    static Swarm of(RunPlan plan) {
        var random = new SplittableRandom(plan.seed());
        // All are drawn in any case, in this order.
        int drawnMembers = random.nextInt(8) == 0 ? 5 : 3;
        double drawnRate = pick(random, 100, 150, 200, 300);
        int drawnConcurrency = pick(random, 10, 15, 20, 30);
        int members = plan.nodes().orElse(drawnMembers);
        double rate = plan.rate().orElse(drawnRate);
        boolean mixed = plan.workload().equals("mixed");
        int concurrency = plan.concurrency().orElse(mixed ? 40 : drawnConcurrency);
        int roaming = pick(random, 0, 20, 40);
        var deadline = Duration.ofMillis(pick(random, 1000, 1500, 2000));
        int keys = pick(random, 3, 5, 10, 30);
        int operationsPerKey = pick(random, 32, 64, 128, 200);
        int group = pick(random, 2, 3, 5);
        int ttl = pick(random, 2, 3, 4);
        int heartbeat = pick(random, 50, 100);
        int election = heartbeat * pick(random, 6, 10);
        int snapshot = pick(random, 50, 100, 1000, 10_000);
        int catchUp = Math.min(snapshot, pick(random, 10, 100, 5000));
        int progress = pick(random, 100, 500, 2000);
        int batch = pick(random, 10, 100, 1000);
        // Mostly so small that a file is full after seconds: only then is the log cut, and who lags needs a snapshot.
        int segment = pick(random, 16 << 10, 64 << 10, 256 << 10, 16 << 20);
        var drawn = new ArrayList<>(List.of(
                "--heartbeat-interval=" + heartbeat,
                "--election-timeout=" + election,
                "--snapshot-count=" + snapshot,
                longFlag(plan.product(), "snapshot-catchup-entries=" + catchUp),
                longFlag(plan.product(), "watch-progress-notify-interval=" + progress + "ms"),
                longFlag(plan.product(), "compaction-batch-limit=" + batch)));
        if (plan.product() == Product.JUKUNG) {
            // etcd keeps what laggards need in memory, entry by entry.
            drawn.add("--wal-segment-bytes=" + segment);
        }
        var flags = merged(drawn, plan.flags());
        var options = new TreeMap<String, String>();
        options.put("seed", Long.toString(plan.seed()));
        options.put("workload", plan.workload());
        options.put("nemesis", String.join(",", plan.nemeses()));
        options.put("time", plan.time().toSeconds() + " s");
        options.put("product", plan.product().name().toLowerCase(Locale.ROOT));
        options.put("placement", plan.placement().name().toLowerCase(Locale.ROOT));
        options.put("nodes", Integer.toString(members));
        options.put("rate", Double.toString(rate));
        options.put("concurrency", Integer.toString(concurrency));
        options.put("roaming clients", roaming + " %");
        options.put("deadline", deadline.toMillis() + " ms");
        options.put("keys", Integer.toString(keys));
        options.put("operations per key", Integer.toString(operationsPerKey));
        options.put("processes per key", Integer.toString(group));
        options.put("lease ttl", ttl + " s");
        options.put("flags", String.join(" ", flags));
        plan.bug().ifPresent(bug -> options.put("bug", bug));
        return new Swarm(
                members, rate, concurrency, roaming, deadline, keys, operationsPerKey, group, ttl, flags, options);
    }

    /** A flag that is given wins over one of its name, with or without etcd 3.5's {@code experimental}. */
    private static List<String> merged(List<String> drawn, List<String> given) {
        var names = given.stream().map(Swarm::flag).toList();
        return Stream.concat(drawn.stream().filter(flag -> !names.contains(flag(flag))), given.stream())
                .toList();
    }

    /** One that etcd 3.5 has under another name. */
    private static String longFlag(Product product, String flag) {
        return (product == Product.ETCD ? "--experimental-" : "--") + flag;
    }

    private static String flag(String text) {
        return text.substring(0, text.indexOf('=')).replace("--experimental-", "--");
    }

    private static int pick(SplittableRandom random, int... of) {
        return of[random.nextInt(of.length)];
    }

    WorkloadPlan workload(LongSupplier witnessed) {
        return new WorkloadPlan(
                0,
                concurrency,
                concurrency,
                roaming,
                deadline,
                keys,
                operationsPerKey,
                Math.min(group, concurrency),
                ttl,
                witnessed);
    }
}
