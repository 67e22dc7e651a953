package io.jukung.chaos.command;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.check.Verdict.Validity;
import io.jukung.chaos.history.EventLogEdn;
import io.jukung.chaos.history.HistoryEdn;
import io.jukung.chaos.run.Parts;
import io.jukung.chaos.run.Runner;
import io.jukung.chaos.workload.PlaneWorkload;
import io.jukung.chaos.workload.WorkloadPlan;
import io.jukung.chaos.workload.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A history that was written, judged again. */
@Command(
        name = "check",
        description = "Judges a history.edn, with the events.edn beside it if there is one.",
        mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {

    @Parameters(paramLabel = "HISTORY.EDN", description = "The file, or a run's folder.")
    private Path file = Path.of("history.edn");

    @Option(
            names = "--workload",
            paramLabel = "NAME",
            description =
                    "What clients did. Default: as the folder of its test is named; none: only what needs no workload.")
    private @Nullable String workload;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "40",
            description = "How many clients there were; for mixed only. Default: 40.")
    private int concurrency = 40;

    @Override
    public Integer call() throws IOException {
        var path = Files.isDirectory(file) ? file.resolve("history.edn") : file;
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException(path + " is no file, expected a history.edn or a run's folder");
        }
        var history = HistoryEdn.read(path);
        var events = path.toAbsolutePath().resolveSibling("events.edn");
        var evidence = new Evidence(
                history,
                Files.exists(events) ? Optional.of(EventLogEdn.read(events)) : Optional.empty(),
                Map.of(),
                Map.of());
        var checkers = new ArrayList<Checker>();
        var name = workload == null ? named(path) : workload;
        if (name.equals(PlaneWorkload.NAME)) {
            checkers.addAll(PlaneWorkload.judges());
        } else {
            Parts.everywhere(List.of()).stream()
                    .filter(checker -> !List.of("state-hashes", "log-scan").contains(checker.name()))
                    .forEach(checkers::add);
        }
        if (!name.equals("none") && !name.equals(PlaneWorkload.NAME)) {
            checkers.addAll(Workloads.named(
                            name,
                            new WorkloadPlan(
                                    0, concurrency, concurrency, 0, Duration.ofSeconds(1), 1, 1, 1, 2, () -> 0))
                    .checkers());
        }
        boolean invalid = false;
        boolean valid = true;
        for (var checker : checkers) {
            var verdict = Runner.verdict(checker, evidence);
            Execution.say(verdict, System.out);
            invalid |= verdict.validity() == Validity.INVALID;
            valid &= verdict.validity() == Verdict.Validity.VALID;
        }
        return invalid ? 1 : valid ? 0 : 3;
    }

    /** The workload by the name of its test's folder: {@code store/append-kill/TIME/history.edn}. */
    private static String named(Path path) throws IOException {
        for (var folder = path.toRealPath().getParent(); folder != null; folder = folder.getParent()) {
            if (folder.getFileName() != null) {
                var first = folder.getFileName().toString().split("-", 2)[0];
                if (Parts.workloads().contains(first)) {
                    return first;
                }
            }
        }
        return "none";
    }
}
