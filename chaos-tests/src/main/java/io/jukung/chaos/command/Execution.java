package io.jukung.chaos.command;

import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.run.Parts;
import io.jukung.chaos.run.ProgressView;
import io.jukung.chaos.run.RunPlan;
import io.jukung.chaos.run.Runner;
import io.jukung.chaos.run.Script;
import io.jukung.chaos.run.ScriptPlan;
import io.jukung.chaos.run.ScriptedRun;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;

/** Does a run with all around it: its directory, what is shown meanwhile, Ctrl-C, the report, and what is said of it. */
final class Execution {

    /** How long a run that was interrupted may take to heal, check and write. */
    private static final int STOP_SECONDS = 150;

    private static final int SHOWN = 5;

    private Execution() {}

    /** With {@code directory} where its report is. */
    record Outcome(RunPlan plan, Runner.Result result, Path directory) {}

    static Outcome run(RunPlan plan, PrintStream out) throws Exception {
        var members = Files.createTempDirectory("jukung-chaos-");
        var runner = Parts.run(plan, members);
        out.println(plan.test() + ", seed " + plan.seed());
        runner.options().forEach((name, value) -> out.println("  " + name + ": " + value));
        var stop = Thread.ofPlatform().name("stop").unstarted(() -> {
            out.println("\ninterrupted: healing, checking and writing what there is");
            try {
                runner.stop(STOP_SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            Runtime.getRuntime().addShutdownHook(stop);
        } catch (IllegalStateException ending) {
            // This process was told to end, between two runs: nothing more is begun until it has.
            delete(members);
            Thread.currentThread().join();
        }
        try {
            var view = new ProgressView(runner, out, onTerminal());
            Runner.Result result;
            try {
                result = runner.run();
            } finally {
                view.close();
            }
            var directory = Parts.report(plan.store(), result);
            delete(members);
            say(result, directory, out);
            return new Outcome(plan, result, directory);
        } catch (Exception e) {
            out.println("  members' logs: " + members);
            throw e;
        } finally {
            runner.written();
            try {
                Runtime.getRuntime().removeShutdownHook(stop);
            } catch (IllegalStateException e) {
                // It is what ends us now.
            }
        }
    }

    /** A script, and where its report is. */
    record Played(Runner.Result result, Path directory) {}

    /** @param store where its report is written */
    static Played play(ScriptPlan plan, Script script, Path store, PrintStream out) throws Exception {
        var members = Files.createTempDirectory("jukung-chaos-");
        try {
            var result = ScriptedRun.play(plan, members, script);
            var report = Parts.report(store, result);
            delete(members);
            return new Played(result, report);
        } catch (Exception e) {
            out.println("  members' logs: " + members);
            throw e;
        }
    }

    /** What the cluster has left in its folder. */
    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void say(Runner.Result result, Path directory, PrintStream out) {
        var record = result.record();
        record.verdicts().forEach(verdict -> say(verdict, out));
        out.println("  situations: " + record.situations());
        out.println("  report: " + directory);
        out.println(word(result) + ": " + record.test() + ", seed " + record.seed());
    }

    /** A verdict, and what is wrong. */
    static void say(Verdict verdict, PrintStream out) {
        out.println(String.format(
                "  %-8s %s  %s",
                verdict.validity().name().toLowerCase(Locale.ROOT), verdict.checker(), verdict.facts()));
        for (var violation : verdict.violations().stream().limit(SHOWN).toList()) {
            out.println("    " + violation.rule() + ": "
                    + violation.explanation().indent(6).strip());
        }
        if (verdict.violations().size() > SHOWN) {
            out.println("    … and " + (verdict.violations().size() - SHOWN) + " more");
        }
    }

    /** How it came out, in a word. */
    static String word(Runner.Result result) {
        return switch (result.exitCode()) {
            case 0 -> "PASSED";
            case 1 -> "VIOLATED";
            default -> result.vacuous() ? "VACUOUS" : "UNKNOWN";
        };
    }

    /** The verdicts that are not valid, by name. */
    static String failed(Runner.Result result) {
        return String.join(
                ", ",
                result.record().verdicts().stream()
                        .filter(verdict -> verdict.validity() != Verdict.Validity.VALID)
                        .map(Verdict::checker)
                        .toList());
    }

    /** Null on some JDKs when there is none at all. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean onTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }
}
