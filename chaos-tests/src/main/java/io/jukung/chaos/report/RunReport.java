package io.jukung.chaos.report;

import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.edn.EdnWriter;
import io.jukung.chaos.history.EventLogEdn;
import io.jukung.chaos.history.HistoryEdn;
import io.jukung.chaos.run.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes all that is to be known of a run, in Jepsen's layout. */
public final class RunReport {

    private static final long LOG_HEAD = 8 << 20;
    private static final long LOG_TAIL = 56 << 20;
    private static final int MOST_VIOLATIONS = 20;
    private static final int MOST_OPS = 6;

    private RunReport() {}

    /**
     * Writes {@code store/<test>/<time>/} with {@code history.edn}, {@code history.txt}, {@code events.edn} if there are any,
     * {@code results.edn}, {@code test.edn}, {@code timeline.html}, {@code latency-raw.svg}, {@code latency-quantiles.svg},
     * {@code rate.svg}, {@code revisions.svg}, members' logs and {@code index.html}; then {@code latest} and the store's own
     * {@code index.html}.
     *
     * @param store made if it is not there
     * @param logs members' output by member; one that is not there is left out
     * @return the run's directory
     * @throws IllegalArgumentException if the test's name is no name for a folder
     */
    public static Path write(Path store, RunRecord run, Map<String, Path> logs) throws IOException {
        var directory = RunDirectory.create(store, run.test(), run.begun());
        HistoryEdn.write(run.history(), directory.resolve("history.edn"));
        HistoryText.write(run.history(), directory.resolve("history.txt"));
        if (run.events().isPresent()) {
            EventLogEdn.write(run.events().get(), directory.resolve("events.edn"));
        }
        var spans = Spans.of(run.history());
        long over = Spans.over(run.history());
        Files.writeString(directory.resolve("results.edn"), EdnWriter.toString(RunResults.results(run)) + "\n");
        Files.writeString(directory.resolve("test.edn"), EdnWriter.toString(RunResults.test(run, spans, over)) + "\n");

        var bands = FaultBand.of(spans, over);
        Files.writeString(
                directory.resolve("timeline.html"),
                Timeline.page(run.test() + ": timeline", run.history(), spans, bands, violating(run)));
        var pictures = pictures(run, directory, new Charts(spans, over), bands, over);
        var copies = new MemberLogs(LOG_HEAD, LOG_TAIL).copy(logs, directory);
        Files.writeString(directory.resolve("index.html"), RunPage.page(run, spans, over, pictures, copies));
        RunDirectory.markLatest(store, directory);
        Files.writeString(store.resolve("index.html"), StorePage.page(store));
        return directory;
    }

    private static List<String> pictures(RunRecord run, Path directory, Charts charts, List<FaultBand> bands, long over)
            throws IOException {
        var pictures = new ArrayList<String>();
        picture(directory, "latency-raw.svg", charts.latencies(), pictures);
        picture(directory, "latency-quantiles.svg", charts.quantiles(), pictures);
        picture(directory, "rate.svg", charts.rates(), pictures);
        var revisions = RevisionChart.of(run.history(), bands, over);
        if (revisions.isPresent()) {
            picture(directory, "revisions.svg", revisions.get(), pictures);
        }
        return pictures;
    }

    private static void picture(Path directory, String name, Chart chart, List<String> pictures) throws IOException {
        Files.writeString(directory.resolve(name), ChartSvg.draw(chart));
        pictures.add(name);
    }

    /** Of each violation the first operations; of each checker the first violations. */
    private static List<Long> violating(RunRecord run) {
        return run.verdicts().stream()
                .flatMap(verdict -> verdict.violations().stream().limit(MOST_VIOLATIONS))
                .map(Verdict.Violation::ops)
                .flatMap(ops -> ops.stream().limit(MOST_OPS))
                .distinct()
                .toList();
    }
}
