package io.jukung.chaos.report;

import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.report.Spans.Span;
import io.jukung.chaos.run.RunRecord;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A run's {@code index.html}. */
final class RunPage {

    private static final int MOST_VIOLATIONS = 50;
    private static final int MOST_OPS = 40;
    private static final int EXPLANATION = 20_000;

    private final StringBuilder body = new StringBuilder();

    private RunPage() {}

    /**
     * The page.
     *
     * @param pictures names of the charts beside it
     * @param logs relative paths of members' logs
     */
    static String page(RunRecord run, List<Span> spans, long over, List<String> pictures, List<String> logs) {
        var page = new RunPage();
        page.head(run, spans, over);
        run.verdicts().forEach(page::verdict);
        page.operations(spans);
        page.situations(run);
        page.pictures(pictures);
        page.files(run, pictures, logs);
        page.table("Options", run.options());
        return Html.page(run.test() + " " + run.begun(), "", page.body.toString());
    }

    private void head(RunRecord run, List<Span> spans, long over) {
        var validity = RunResults.validity(run);
        add("<p>", Html.link("../../index.html", "All runs"), "</p>");
        add(
                "<h1>",
                Html.escape(run.test()),
                ": <span class=\"",
                validity.name(),
                "\">",
                word(validity),
                "</span></h1>");
        long clients = spans.stream().filter(span -> span.begin().isClient()).count();
        add(
                "<p>Begun ",
                Html.escape(run.begun().truncatedTo(ChronoUnit.MILLIS).toString()),
                ", ",
                Quantity.duration(Duration.ofNanos(over)),
                ", ",
                clients + " operations, ",
                (spans.size() - clients) + " faults begun or ended. Again:</p>");
        add("<pre>", Html.escape(run.again()), "</pre>");
        if (run.verdicts().isEmpty()) {
            add("<p>No checker judged it.</p>");
        }
        add("<p>", Html.link("timeline.html", "Timeline of each operation"), "</p>");
    }

    private void verdict(Verdict verdict) {
        add(
                "<h2>",
                Html.escape(verdict.checker()),
                ": <span class=\"",
                verdict.validity().name(),
                "\">",
                word(verdict.validity()),
                "</span></h2>");
        verdict.violations().stream().limit(MOST_VIOLATIONS).forEach(this::violation);
        if (verdict.violations().size() > MOST_VIOLATIONS) {
            add(
                    "<p>",
                    (verdict.violations().size() - MOST_VIOLATIONS) + " more are in ",
                    Html.link("results.edn", "results.edn"),
                    ".</p>");
        }
        table("", verdict.facts());
    }

    private void violation(Verdict.Violation violation) {
        add(
                "<h3>",
                Html.escape(violation.rule()),
                "</h3><pre>",
                Html.escape(Html.brief(violation.explanation(), EXPLANATION)),
                "</pre>");
        if (!violation.ops().isEmpty()) {
            body.append("<p>Operations");
            violation.ops().stream()
                    .limit(MOST_OPS)
                    .forEach(op -> body.append(' ').append(Html.link("timeline.html#op-" + op, Long.toString(op))));
            add(violation.ops().size() > MOST_OPS ? " …</p>" : "</p>");
        }
    }

    private void operations(List<Span> spans) {
        add("<h2>Operations</h2><table><tr><th>f</th><th class=\"n\">ok</th><th class=\"n\">info</th>"
                + "<th class=\"n\">fail</th><th class=\"n\">p50</th><th class=\"n\">p95</th><th class=\"n\">p99</th>"
                + "<th class=\"n\">longest</th></tr>");
        for (var counts : OperationCounts.of(spans)) {
            body.append("<tr><td>").append(Html.escape(counts.f())).append("</td>");
            for (long count : new long[] {counts.ok(), counts.info(), counts.fail()}) {
                number(Long.toString(count));
            }
            for (long latency : new long[] {counts.p50(), counts.p95(), counts.p99(), counts.max()}) {
                number(counts.ok() == 0 ? "–" : Quantity.nanos(latency));
            }
            add("</tr>");
        }
        add("</table><p class=\"dim\">Latencies of those that were ok.</p>");
    }

    private void situations(RunRecord run) {
        if (run.situations().isEmpty()) {
            return;
        }
        add("<h2>Situations that came up</h2><table>");
        run.situations().forEach((name, count) -> {
            body.append("<tr><td>").append(Html.escape(name)).append("</td>");
            number(Long.toString(count));
            add("</tr>");
        });
        add("</table>");
    }

    private void pictures(List<String> pictures) {
        add("<h2>Charts</h2>");
        pictures.forEach(picture -> add(
                "<a href=\"",
                Html.escape(picture),
                "\"><img src=\"",
                Html.escape(picture),
                "\" alt=\"",
                Html.escape(picture),
                "\"></a>"));
    }

    private void files(RunRecord run, List<String> pictures, List<String> logs) {
        add("<h2>Files</h2><ul>");
        var files = new ArrayList<>(List.of("history.edn", "history.txt", "results.edn", "test.edn", "timeline.html"));
        if (run.events().isPresent()) {
            files.add("events.edn");
        }
        files.addAll(pictures);
        files.addAll(logs);
        files.forEach(file -> add("<li>", Html.link(file, file), "</li>"));
        add("</ul>");
    }

    private void table(String title, Map<String, String> facts) {
        if (facts.isEmpty()) {
            return;
        }
        add(title.isEmpty() ? "" : "<h2>" + Html.escape(title) + "</h2>", "<table>");
        facts.forEach(
                (name, value) -> add("<tr><td>", Html.escape(name), "</td><td>", Html.escape(value), "</td></tr>"));
        add("</table>");
    }

    private void number(String text) {
        body.append("<td class=\"n\">").append(Html.escape(text)).append("</td>");
    }

    private void add(String... parts) {
        for (var part : parts) {
            body.append(part);
        }
        body.append('\n');
    }

    static String word(Verdict.Validity validity) {
        return switch (validity) {
            case VALID -> "valid";
            case INVALID -> "invalid";
            case UNKNOWN -> "unknown";
        };
    }
}
