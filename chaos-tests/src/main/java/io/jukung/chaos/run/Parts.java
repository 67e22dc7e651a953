package io.jukung.chaos.run;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.cluster.ClusterPlan;
import io.jukung.chaos.nemesis.Nemesis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which parts a run consists of, by the names that the command line gives. */
public final class Parts {

    private Parts() {}

    /** Names of faults. */
    public static List<String> nemeses() {
        return List.of();
    }

    static Nemesis nemesis(List<String> names, Cluster cluster, long seed) {
        return new Untroubled();
    }

    /** The plan with the storage that faults need. */
    static ClusterPlan storage(ClusterPlan plan, List<String> nemeses) {
        return plan;
    }

    /** The option for a member's JVM that puts a bug of the zoo into it. */
    public static String bug(String name) {
        throw new IllegalArgumentException("bug: \"" + name + "\", expected none");
    }

    /** Writes a run's report. */
    public static void report(Path directory, Runner.Result result) throws IOException {
        Files.writeString(directory.resolve("situations.txt"), result.record().situations() + "\n");
    }

    /** Checkers of every run. */
    static List<Checker> everywhere(List<String> nemeses) {
        return List.of();
    }

    /** What must come up where these faults are done. */
    static Set<String> required(List<String> nemeses, String workload) {
        var required = new TreeSet<String>();
        if (!nemeses.isEmpty()) {
            required.add(Situation.FAULT_DURING_OPERATIONS.title());
        }
        return required;
    }
}
