package io.jukung.chaos.command;

import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.check.Verdict.Validity;
import io.jukung.chaos.check.Verdict.Violation;
import io.jukung.chaos.cluster.ClusterPlan.Placement;
import io.jukung.chaos.cluster.ClusterPlan.Product;
import io.jukung.chaos.run.Parts;
import io.jukung.chaos.run.Runner;
import io.jukung.chaos.run.ScriptedRun;
import io.jukung.chaos.scenario.Scenario;
import io.jukung.chaos.scenario.Scenarios;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plays named scenarios, one after the other. */
@Command(
        name = "scenario",
        description = "Does again, step by step, what once went wrong in etcd or may go wrong with Ratis.",
        mixinStandardHelpOptions = true)
public final class ScenarioCommand implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Which; see --list.")
    private List<String> names = List.of();

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    @Option(names = "--list", description = "Only tell which there are.")
    private boolean list;

    @Option(
            names = "--prove",
            description = "Each with the bugs of the zoo that it was seen to find: violated is as it should be.")
    private boolean prove;

    @Option(
            names = "--product",
            paramLabel = "jukung|etcd",
            defaultValue = "jukung",
            description = "Whose store. Default: jukung.")
    private String product = "jukung";

    @Option(
            names = "--placement",
            paramLabel = "namespaces|loopback",
            defaultValue = "namespaces",
            description = "Where members live. Default: namespaces.")
    private String placement = "namespaces";

    @Option(
            names = "--store",
            paramLabel = "DIR",
            defaultValue = "store",
            description = "Where reports are written. Default: ./store.")
    private Path store = Path.of("store");

    @Option(
            names = "--bug",
            paramLabel = "NAME",
            description = "A bug of the zoo to put into our members; see zoo --list.")
    private @Nullable String bug;

    private enum Outcome {
        PASSED,
        VIOLATED,
        /** The situation did not come about, or evidence is missing. */
        UNKNOWN,
        /** It cannot be done to this product. */
        SKIPPED
    }

    @Override
    public Integer call() throws Exception {
        var chosen =
                all ? Scenarios.all() : names.stream().map(Scenarios::named).toList();
        if (list) {
            (chosen.isEmpty() ? Scenarios.all() : chosen).forEach(scenario -> tell(scenario, System.out));
            return 0;
        }
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("NAME: none, expected some, or --all, or --list");
        }
        var whose = RunOptions.one("--product", product, Product.values());
        if (prove && (bug != null || whose == Product.ETCD)) {
            throw new IllegalArgumentException("--prove: expected without --bug and --product etcd");
        }
        if (bug != null) {
            Parts.bug(bug);
        }
        var outcomes = new ArrayList<Outcome>();
        boolean notRun = false;
        for (var scenario : chosen) {
            for (var with : bugs(scenario)) {
                try {
                    outcomes.add(play(scenario, whose, with, System.out));
                } catch (Exception e) {
                    notRun = true;
                    System.out.println("NOT RUN  " + title(scenario, with) + ": " + e);
                }
            }
        }
        for (var outcome : Outcome.values()) {
            System.out.print(outcomes.stream().filter(outcome::equals).count() + " "
                    + outcome.name().toLowerCase(Locale.ROOT) + (outcome == Outcome.SKIPPED ? "\n" : ", "));
        }
        return notRun ? 3 : exitCode(outcomes);
    }

    private int exitCode(List<Outcome> outcomes) {
        if (prove) {
            return outcomes.stream().allMatch(Outcome.VIOLATED::equals) ? 0 : 1;
        }
        return outcomes.contains(Outcome.VIOLATED) ? 1 : outcomes.contains(Outcome.UNKNOWN) ? 3 : 0;
    }

    private List<Optional<String>> bugs(Scenario scenario) {
        return prove ? scenario.bugs().stream().map(Optional::of).toList() : List.of(Optional.ofNullable(bug));
    }

    private static String title(Scenario scenario, Optional<String> with) {
        return scenario.id() + with.map(name -> " with the bug " + name).orElse("");
    }

    private static void tell(Scenario scenario, PrintStream out) {
        out.println(scenario.id() + " (" + scenario.origin() + ")");
        out.println("  happened: " + scenario.happened());
        out.println("  done:     " + scenario.done());
        out.println("  holds:    " + scenario.holds());
        if (!scenario.bugs().isEmpty()) {
            out.println("  shown to fail with: " + String.join(", ", scenario.bugs()));
        }
    }

    private Outcome play(Scenario scenario, Product whose, Optional<String> with, PrintStream out) throws Exception {
        if (whose == Product.ETCD && scenario.setting().switched()) {
            out.println("SKIPPED  " + title(scenario, with) + ": etcd's clock and disk cannot be lied to");
            return Outcome.SKIPPED;
        }
        var plan = scenario.plan(whose, RunOptions.one("--placement", placement, Placement.values()), with);
        long begun = System.nanoTime();
        var played =
                Execution.play(plan, scenario.script(), store.toAbsolutePath().normalize(), out);
        var result = played.result();
        double seconds = (System.nanoTime() - begun) / 1e9;
        var outcome = switch (result.exitCode()) {
            case 0 -> Outcome.PASSED;
            case 1 -> Outcome.VIOLATED;
            default -> Outcome.UNKNOWN;
        };
        out.println(String.format(
                Locale.ROOT, "%-8s %s  %.1f s  %s", outcome, title(scenario, with), seconds, facts(result)));
        smallest(result, outcome).ifPresent(violation -> {
            out.println("  " + violation.rule() + ": "
                    + violation.explanation().indent(4).strip());
            out.println("  report: " + played.directory());
        });
        return outcome;
    }

    /** What the script counted, and how much there was. */
    private static String facts(Runner.Result result) {
        var facts = result.record().verdicts().getFirst().facts();
        long requests = result.record().history().calls().count();
        return requests + " requests" + (facts.isEmpty() ? "" : ", " + facts);
    }

    /** What tells most in the fewest words: what the script says itself, else the shortest. */
    private static Optional<Violation> smallest(Runner.Result result, Outcome outcome) {
        var wanted = outcome == Outcome.VIOLATED ? Validity.INVALID : Validity.UNKNOWN;
        return result.record().verdicts().stream()
                .filter(verdict -> verdict.validity() == wanted)
                .flatMap(verdict -> verdict.violations().isEmpty()
                        ? Stream.of(
                                new Violation(verdict.checker(), verdict.facts().toString(), List.of()))
                        : named(verdict))
                .min(Comparator.comparingInt(
                                (Violation violation) -> violation.rule().startsWith(ScriptedRun.CHECKER) ? 0 : 1)
                        .thenComparingInt(violation -> violation.explanation().length()));
    }

    private static Stream<Violation> named(Verdict verdict) {
        return verdict.violations().stream()
                .map(violation -> new Violation(
                        verdict.checker() + ": " + violation.rule(), violation.explanation(), violation.ops()));
    }
}
