package io.jukung.chaos.run;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.check.Verdict.Validity;
import io.jukung.chaos.check.Verdict.Violation;
import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.cluster.ClusterPlan;
import io.jukung.chaos.cluster.Clusters;
import io.jukung.chaos.history.Op;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Plays a {@link Script} on a cluster of its own: no search, always the same operations and faults; then it heals and judges as
 * any run does.
 */
public final class ScriptedRun {

    /** The verdict on what the script itself wants to be so. */
    public static final String CHECKER = "script";

    private static final int START_SECONDS = 120;
    private static final int HEAL_SECONDS = 60;
    private static final int LONGEST_TTL_SECONDS = 10;
    /** How long a watcher may take to come to the end once nothing is broken any more. */
    private static final Duration WATCH_PATIENCE = Duration.ofSeconds(15);

    private ScriptedRun() {}

    /** Plays it; {@code directory} is for the cluster's data and logs. */
    public static Runner.Result play(ScriptPlan plan, Path directory, Script script) throws Exception {
        var jvm = plan.bug().map(Parts::bug).map(List::of).orElse(List.of());
        var clusterPlan = new ClusterPlan(
                        plan.product(), plan.placement(), plan.members(), plan.allFlags(), jvm, Map.of(), directory)
                .on(plan.storage());
        try (var cluster = Clusters.create(clusterPlan)) {
            for (var member : cluster.members()) {
                cluster.start(member);
            }
            for (var member : cluster.members()) {
                cluster.awaitServing(member, START_SECONDS);
            }
            return judged(plan, cluster, script);
        }
    }

    private static Runner.Result judged(ScriptPlan plan, Cluster cluster, Script script) throws Exception {
        var begun = Instant.now();
        var recorder = new Recorder();
        var endpoints = Runner.endpoints(cluster);
        var liveness = new Liveness();
        try (var watched = new Members(endpoints, Dial.plain(), Runner.ANSWER, recorder);
                var witness = new Witness(endpoints, Dial.plain(), recorder, watched.revision(endpoints.getFirst()))) {
            var stage = new Stage(cluster, recorder, witness);
            Verdict scripted;
            Map<String, Evidence.FinalState> states;
            try {
                var unmet = played(stage, script);
                stage.endLoads();
                heal(stage, cluster, liveness);
                states = Runner.rest(endpoints, watched, witness, liveness, LONGEST_TTL_SECONDS);
                stage.leave(end(states), WATCH_PATIENCE);
                scripted = scripted(stage, unmet);
            } finally {
                stage.close();
            }
            var history = recorder.history();
            var events = witness.log(end(states));
            var logs = new TreeMap<String, Path>();
            cluster.members().forEach(member -> logs.put(member, cluster.log(member)));
            var lines = Runner.lines(logs);
            var verdicts = new ArrayList<Verdict>();
            verdicts.add(scripted);
            verdicts.add(liveness.verdict());
            verdicts.add(witness.verdict());
            var evidence = new Evidence(history, Optional.of(events), states, lines);
            for (Checker checker : Parts.everywhere(plan.excused(), WATCH_PATIENCE)) {
                verdicts.add(Runner.verdict(checker, evidence));
            }
            var options = new TreeMap<String, String>();
            options.put("product", plan.product().name().toLowerCase(Locale.ROOT));
            options.put("flags", String.join(" ", plan.allFlags()));
            plan.bug().ifPresent(bug -> options.put("bug", bug));
            var situations = Situations.count(history, events, watched.changes(), lines);
            var record = new RunRecord(
                    plan.name(), 0, options, plan.again(), begun, history, Optional.of(events), verdicts, situations);
            return new Runner.Result(record, logs, scripted.validity() == Validity.UNKNOWN);
        }
    }

    /** What did not come about; null if all did. */
    private static @Nullable Unmet played(Stage stage, Script script) throws Exception {
        try {
            script.play(stage);
            return null;
        } catch (Unmet unmet) {
            return unmet;
        } catch (ExecutionException e) {
            // Of what was done meanwhile.
            if (e.getCause() instanceof Unmet unmet) {
                return unmet;
            }
            throw e;
        }
    }

    private static long end(Map<String, Evidence.FinalState> states) {
        return states.values().stream()
                .mapToLong(Evidence.FinalState::revision)
                .max()
                .orElse(Long.MAX_VALUE);
    }

    private static void heal(Stage stage, Cluster cluster, Liveness liveness) throws Exception {
        stage.fault(Op.HEAL, "all", () -> {
            stage.heal();
            allServe(cluster, liveness);
        });
    }

    private static void allServe(Cluster cluster, Liveness liveness) throws Exception {
        for (var member : cluster.members()) {
            try {
                Stage.serve(cluster, member, HEAL_SECONDS);
            } catch (IOException e) {
                cluster.dumpThreads(member);
                liveness.violation("a member does not serve after healing", String.valueOf(e.getMessage()));
            }
        }
    }

    private static Verdict scripted(Stage stage, @Nullable Unmet unmet) {
        if (!stage.violations().isEmpty()) {
            return new Verdict(CHECKER, Validity.INVALID, stage.violations(), stage.facts());
        }
        return unmet == null
                ? new Verdict(CHECKER, Validity.VALID, List.of(), stage.facts())
                : new Verdict(
                        CHECKER,
                        Validity.UNKNOWN,
                        List.of(new Violation("not shown", String.valueOf(unmet.getMessage()), List.of())),
                        stage.facts());
    }
}
