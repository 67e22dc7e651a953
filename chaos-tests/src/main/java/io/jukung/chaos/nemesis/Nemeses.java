package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.Cluster;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The faults there are, by name. */
public final class Nemeses {

    private Nemeses() {}

    private static final class Means {
        private final Cluster cluster;
        private final Admin admin;
        private final NetworkClaims network;

        private Means(Cluster cluster) {
            this.cluster = cluster;
            this.admin = new Admin(cluster);
            this.network = new NetworkClaims(cluster.network());
        }
    }

    private static final Map<String, Function<Means, Fault>> FAULTS = faults();

    private static Map<String, Function<Means, Fault>> faults() {
        var faults = new LinkedHashMap<String, Function<Means, Fault>>();
        faults.put("kill", means -> new Kill(means.cluster, means.admin));
        faults.put("pause", means -> new Pause(means.cluster, means.admin));
        faults.put("stun", means -> new Stun(means.cluster, means.admin));
        faults.put("partition", means -> new Partitioning(means.cluster, means.admin, means.network));
        faults.put("isolate", means -> new Isolation(means.cluster, means.admin, means.network));
        faults.put("links", means -> new LinkTroubles(means.cluster, means.admin, means.network));
        faults.put("clock", means -> new ClockSkew(means.cluster, means.admin));
        faults.put("power", means -> new PowerLoss(means.cluster, means.admin));
        faults.put("full-disk", means -> new FullDisk(means.cluster, means.admin));
        faults.put("disk-errors", means -> new DiskErrors(means.cluster, means.admin));
        faults.put("brown-out", means -> new BrownOut(means.cluster, means.admin));
        faults.put("corrupt", means -> Corruption.ofAllKinds(means.cluster, means.admin));
        faults.put("bit-rot", means -> Corruption.ofSingleBits(means.cluster, means.admin));
        faults.put("starve", means -> new Starvation(means.cluster, means.admin, Starvation.Resource.CPU));
        faults.put("squeeze", means -> new Starvation(means.cluster, means.admin, Starvation.Resource.MEMORY));
        faults.put("membership", means -> new Membership(means.cluster, means.admin));
        faults.put("move-leader", means -> new Leadership(means.cluster, means.admin));
        faults.put("compact", means -> new Compaction(means.cluster, means.admin));
        faults.put("rolling-restart", means -> new RollingRestart(means.cluster, means.admin));
        return faults;
    }

    /** What {@link #named} understands. */
    public static List<String> names() {
        return List.copyOf(FAULTS.keySet());
    }

    /**
     * Some of them, at most two of which have begun and not ended at a time, and so that the run stays recoverable: see
     * {@link Budget}.
     *
     * @param list names with commas between; empty or {@code none}: no fault
     * @throws IllegalArgumentException a name is unknown, or that fault cannot be had for this cluster; it says why
     */
    public static Nemesis named(String list, Cluster cluster) {
        var means = new Means(cluster);
        var faults = new ArrayList<Fault>();
        for (var name : list.split(",")) {
            if (name.isBlank() || name.strip().equals("none")) {
                continue;
            }
            var make = FAULTS.get(name.strip());
            if (make == null) {
                throw new IllegalArgumentException(
                        "nemesis: " + name.strip() + ", expected some of " + String.join(",", names()) + ", or none");
            }
            var fault = make.apply(means);
            fault.unavailable().ifPresent(why -> {
                throw new IllegalArgumentException("nemesis: " + fault.name() + " cannot be had: " + why);
            });
            faults.add(fault);
        }
        return new Composed(cluster, faults);
    }

    /** Those that cannot be had for this cluster, with the reason. */
    public static SortedMap<String, String> unavailable(Cluster cluster) {
        var means = new Means(cluster);
        var reasons = new TreeMap<String, String>();
        FAULTS.forEach((name, make) -> {
            Optional<String> why = make.apply(means).unavailable();
            why.ifPresent(text -> reasons.put(name, text));
        });
        return reasons;
    }
}
