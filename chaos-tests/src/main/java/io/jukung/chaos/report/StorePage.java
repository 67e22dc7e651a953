package io.jukung.chaos.report;

import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.edn.EdnException;
import io.jukung.chaos.edn.EdnLimits;
import io.jukung.chaos.edn.EdnReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The store's {@code index.html}: all its runs, the newest first. */
final class StorePage {

    private static final int MOST = 2000;
    private static final EdnLimits LIMITS = new EdnLimits(16, 1 << 16, 10_000);

    private StorePage() {}

    /** With {@code path} relative to the store, as {@code append/20261128T120000.000Z}. */
    private record Run(String path, String time, Edn.Dict test) {}

    static String page(Path store) throws IOException {
        var runs = runs(store);
        var body = new StringBuilder("<h1>Runs</h1>\n<table><tr><th>begun</th><th>test</th><th>result</th>"
                + "<th class=\"n\">operations</th><th class=\"n\">length</th><th class=\"n\">seed</th></tr>\n");
        runs.stream().limit(MOST).forEach(run -> row(run, body));
        body.append("</table>\n");
        if (runs.size() > MOST) {
            body.append("<p>").append(runs.size() - MOST).append(" older ones are in the folders.</p>\n");
        }
        return Html.page("Runs", "", body.toString());
    }

    private static void row(Run run, StringBuilder body) {
        var validity = run.test().get("valid?");
        var word = validity.equals(Edn.of(true))
                ? Verdict.Validity.VALID
                : validity.equals(Edn.of(false)) ? Verdict.Validity.INVALID : Verdict.Validity.UNKNOWN;
        body.append("<tr><td>").append(Html.link(run.path() + "/index.html", run.time()));
        body.append("</td><td>")
                .append(Html.escape(run.path().substring(0, run.path().indexOf('/'))));
        body.append("</td><td class=\"").append(word.name()).append("\">").append(RunPage.word(word));
        body.append("</td><td class=\"n\">").append(integer(run.test().get("operations")));
        body.append("</td><td class=\"n\">").append(length(run.test().get("seconds")));
        body.append("</td><td class=\"n\">")
                .append(integer(run.test().get("seed")))
                .append("</td></tr>\n");
    }

    private static String integer(Edn value) {
        return value instanceof Edn.Int(var number) ? Long.toString(number) : "–";
    }

    private static String length(Edn value) {
        return value instanceof Edn.Real(var seconds)
                ? Html.escape(Quantity.duration(Duration.ofMillis(Math.round(seconds * 1000))))
                : "–";
    }

    private static List<Run> runs(Path store) throws IOException {
        var runs = new ArrayList<Run>();
        for (var test : directories(store)) {
            for (var run : directories(test)) {
                if (Files.isRegularFile(run.resolve("test.edn"))) {
                    runs.add(new Run(test.getFileName() + "/" + run.getFileName(), run.getFileName() + "", test(run)));
                }
            }
        }
        runs.sort(Comparator.comparing(Run::time).thenComparing(Run::path).reversed());
        return runs;
    }

    /** Empty if it cannot be read: a run that broke while it was written must not hide the others. */
    private static Edn.Dict test(Path run) throws IOException {
        try (var reader = new EdnReader(Files.newBufferedReader(run.resolve("test.edn")), LIMITS)) {
            return reader.read() instanceof Edn.Dict test ? test : new Edn.Dict(Map.of());
        } catch (EdnException | CharacterCodingException damaged) {
            return new Edn.Dict(Map.of());
        }
    }

    /** Not {@code latest}, which is a link. */
    private static List<Path> directories(Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(child -> Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }
}
