package io.jukung.chaos.command;

import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.check.Verdict.Validity;
import io.jukung.chaos.cluster.ClusterPlan.Placement;
import io.jukung.chaos.cluster.ClusterPlan.Product;
import io.jukung.chaos.run.Runner;
import io.jukung.chaos.scenario.Scenarios;
import io.jukung.chaos.zoo.Bug;
import io.jukung.chaos.zoo.MutationScore;
import io.jukung.chaos.zoo.MutationScore.Found;
import io.jukung.chaos.zoo.MutationScore.Trial;
import io.jukung.chaos.zoo.Zoo;
import io.jukung.chaos.zoo.ZooRotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Known bugs, put into our members one by one: whether the suite finds them. */
@Command(
        name = "zoo",
        description = "Puts known bugs into the store one by one, and tells which are found. Exit code 0: all.",
        mixinStandardHelpOptions = true)
public final class ZooCommand implements Callable<Integer> {

    @Option(names = "--list", description = "Only tell which there are.")
    private boolean list;

    @Option(names = "--turn", paramLabel = "N", description = "Only the one whose turn it is.")
    private @Nullable Long turn;

    @Option(names = "--seed", paramLabel = "N", description = "Of each run. Default: another each time.")
    private @Nullable Long seed;

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() {
        if (list) {
            Zoo.bugs().forEach(bug -> System.out.println(bug.name() + ": " + bug.description()));
            return 0;
        }
        var bugs = chosen();
        long first = seed == null ? new SplittableRandom().nextLong(1_000_000_000) : seed;
        var trials = new ArrayList<Trial>();
        for (var bug : bugs) {
            System.out.println("bug " + bug.name() + ": " + bug.description());
            try {
                trials.add(new Trial(bug.name(), first, found(hunted(bug, first))));
            } catch (Exception e) {
                System.out.println("not hunted: " + e);
            }
        }
        var score = new MutationScore(bugs, trials);
        System.out.println(score.markdown());
        return score.found() == bugs.size() ? 0 : 1;
    }

    private List<Bug> chosen() {
        if (options.bug != null) {
            return List.of(Zoo.bug(options.bug));
        }
        return turn == null ? Zoo.bugs() : List.of(new ZooRotation(Zoo.bugs()).at(turn));
    }

    private Runner.Result hunted(Bug bug, long chosen) throws Exception {
        return switch (bug.hunt()) {
            case Bug.Run run ->
                Execution.run(
                                options.with(bug.name(), run.flags(), run.seconds())
                                        .plan(run.workload(), run.nemeses(), chosen),
                                System.out)
                        .result();
            case Bug.Play play -> {
                var scenario = Scenarios.named(play.scenario());
                var plan = scenario.plan(
                        Product.JUKUNG,
                        RunOptions.one("--placement", options.placement, Placement.values()),
                        Optional.of(bug.name()));
                var played = Execution.play(
                        plan, scenario.script(), options.store.toAbsolutePath().normalize(), System.out);
                System.out.println("  report: " + played.directory());
                yield played.result();
            }
        };
    }

    /** What gave it away first; nothing if nothing is violated, be it unknown or not. */
    private static Optional<Found> found(Runner.Result result) {
        var history = result.record().history();
        double end = history.ops().isEmpty() ? 0 : history.ops().getLast().nanos() / 1e9;
        Optional<Found> first = Optional.empty();
        for (Verdict verdict : result.record().verdicts()) {
            if (verdict.validity() != Validity.INVALID) {
                continue;
            }
            for (var violation : verdict.violations()) {
                double otherwise =
                        violation.seen().isPresent() ? violation.seen().getAsLong() / 1e9 : end;
                double seconds = violation.ops().stream()
                        .filter(index -> index >= 0 && index < history.ops().size())
                        .mapToDouble(index ->
                                history.ops().get(Math.toIntExact(index)).nanos() / 1e9)
                        .max()
                        .orElse(otherwise);
                if (first.isEmpty() || seconds < first.get().seconds()) {
                    first = Optional.of(new Found(verdict.checker(), violation.rule(), seconds));
                }
            }
        }
        return first;
    }
}
