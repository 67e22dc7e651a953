package io.jukung.chaos.run;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.check.LogScan;
import io.jukung.chaos.check.LostAcknowledgements;
import io.jukung.chaos.check.StateHashes;
import io.jukung.chaos.check.lease.Leases;
import io.jukung.chaos.check.revision.RevisionOrder;
import io.jukung.chaos.check.watch.WatchGuarantees;
import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.cluster.ClusterPlan;
import io.jukung.chaos.cluster.ClusterPlan.Storage;
import io.jukung.chaos.nemesis.Nemeses;
import io.jukung.chaos.nemesis.Nemesis;
import io.jukung.chaos.nemesis.PlaneNemesis;
import io.jukung.chaos.report.RunReport;
import io.jukung.chaos.workload.PlaneWorkload;
import io.jukung.chaos.workload.Workloads;
import io.jukung.chaos.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which parts a run consists of, by the names that the command line gives. */
public final class Parts {

    /** How long a watcher may take to have an event once nothing is broken any more. */
    private static final Duration WATCH_PATIENCE = Duration.ofSeconds(30);
    /** An election, the extension that follows it, and expiry itself. */
    private static final Duration LEASE_SLACK = Duration.ofSeconds(10);
    /** What comes up in any run that is at least so long. */
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final Set<String> DISK =
            Set.of("full-disk", "disk-errors", "corrupt", "bit-rot", "power", "brown-out");
    /** Of members whose disk lost power, or has no room. */
    private static final Set<String> ON_IMAGES = Set.of("power", "brown-out", "full-disk");

    private static final Set<String> LEADER = Set.of(
            "kill", "pause", "stun", "partition", "isolate", "power", "brown-out", "rolling-restart", "move-leader");
    /** What a member says of a disk that the run itself has broken, ours and etcd. */
    private static final List<Pattern> OF_DISKS = List.of(
            Pattern.compile("store fault: "),
            // RocksDB's Java does not know the reason of a flush without a write-ahead log, and prints this instead.
            Pattern.compile("Illegal value provided for BackgroundErrorReason"),
            Pattern.compile("this member's state is not used any more"),
            Pattern.compile("No space left|no space left|Input/output error|input/output error"),
            Pattern.compile("(?i)checksum|corruption|corrupt|crc mismatch"),
            Pattern.compile("\"level\":\"(panic|fatal)\"|^panic: "));

    /** Keys that etcd's own services write, in requests that are none of KV. */
    private static final Set<String> SERVICES = Set.of("lock/", "election/");

    private Parts() {}

    /** Names of faults. */
    public static List<String> nemeses() {
        return Nemeses.names();
    }

    /** Names of faults of a workload. */
    public static List<String> nemeses(String workload) {
        return workload.equals(PlaneWorkload.NAME) ? PlaneNemesis.faults() : nemeses();
    }

    /** Names of all workloads, of the store and of a whole cluster. */
    public static List<String> workloads() {
        var names = new ArrayList<>(Workloads.names());
        names.add(PlaneWorkload.NAME);
        return List.copyOf(names);
    }

    /** A run that is to be; {@code directory} is for its cluster's data and logs. */
    public static ChaosRun run(RunPlan plan, Path directory) {
        return plan.workload().equals(PlaneWorkload.NAME)
                ? new PlaneRunner(plan, directory)
                : new Runner(plan, directory);
    }

    static Nemesis nemesis(List<String> names, Cluster cluster) {
        return Nemeses.named(String.join(",", names), cluster);
    }

    /** The plan with the storage that faults need. */
    static ClusterPlan storage(ClusterPlan plan, List<String> nemeses) {
        return nemeses.stream().anyMatch(ON_IMAGES::contains) ? plan.on(Storage.IMAGE) : plan;
    }

    /** The option for a member's JVM that puts a bug of the zoo into it. */
    public static String bug(String name) {
        return Zoo.agentOption(name);
    }

    /** Writes a run's report; its directory. */
    public static Path report(Path store, Runner.Result result) throws IOException {
        return RunReport.write(store, result.record(), result.logs());
    }

    /** Checkers of every run, which look at all of it. */
    public static List<Checker> everywhere(List<String> nemeses) {
        return everywhere(nemeses, WATCH_PATIENCE);
    }

    /** With another patience than usual for watchers to have what there is. */
    static List<Checker> everywhere(List<String> nemeses, Duration watchPatience) {
        return List.of(
                new RevisionOrder(SERVICES),
                new LostAcknowledgements(),
                new StateHashes(),
                new WatchGuarantees(watchPatience),
                new Leases(LEASE_SLACK),
                new LogScan(nemeses.stream().anyMatch(DISK::contains) ? OF_DISKS : List.of()));
    }

    /** What must come up where these faults are done for so long. */
    static Set<String> required(List<String> nemeses, String workload, Duration time) {
        var required = new TreeSet<String>();
        if (nemeses.isEmpty()) {
            return required;
        }
        required.add(Situation.FAULT_DURING_OPERATIONS.title());
        if (time.compareTo(LONG) < 0) {
            return required;
        }
        boolean leaders = nemeses.stream().anyMatch(LEADER::contains);
        if (leaders) {
            required.add(Situation.LEADER_CHANGE.title());
        }
        switch (workload) {
            case "append", "wr", "bank", "mixed" -> {
                if (leaders) {
                    required.add(Situation.LEADER_CHANGE_DURING_TXN.title());
                }
            }
            case "watch", "kubernetes" -> required.add(Situation.WATCH_RESUMED_ACROSS_COMPACTION.title());
            default -> {}
        }
        return required;
    }
}
