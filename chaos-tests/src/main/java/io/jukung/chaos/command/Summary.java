package io.jukung.chaos.command;

import io.jukung.chaos.run.RunPlan;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Several runs and how each came out. One that cannot be run at all counts as unknown. */
final class Summary {

    private record Row(String test, long seed, String word, int code, long ok, String failed, String where) {}

    private final List<Row> rows = new ArrayList<>();
    private Tally tally = Tally.NONE;

    int size() {
        return rows.size();
    }

    void run(RunPlan plan, PrintStream out) {
        try {
            var outcome = Execution.run(plan, out);
            var result = outcome.result();
            var before = tally;
            tally = tally.with(result.record().history());
            rows.add(new Row(
                    plan.test(),
                    plan.seed(),
                    Execution.word(result),
                    result.exitCode(),
                    tally.ok() - before.ok(),
                    Execution.failed(result),
                    outcome.directory().toString()));
        } catch (Exception e) {
            out.println("it could not be run: " + e);
            rows.add(new Row(plan.test(), plan.seed(), "NOT RUN", 3, 0, String.valueOf(e), ""));
        }
        // Who ends hours of runs early has the figures up to there.
        out.println("so far: " + tally);
    }

    void print(PrintStream out) {
        out.println();
        for (var row : rows) {
            out.println(String.format(
                    Locale.ROOT,
                    "%-9s %-40s seed %-10d ok %-7d %s%s",
                    row.word(),
                    row.test(),
                    row.seed(),
                    row.ok(),
                    row.failed(),
                    row.code() == 0 ? "" : "  " + row.where()));
        }
        long passed = rows.stream().filter(row -> row.code() == 0).count();
        out.println(passed + " of " + rows.size() + " runs passed");
        out.println(tally);
    }

    /** The worst of all: a violation before anything unknown. */
    int exitCode() {
        if (rows.stream().anyMatch(row -> row.code() == 1)) {
            return 1;
        }
        return rows.stream().anyMatch(row -> row.code() != 0) ? 3 : 0;
    }
}
