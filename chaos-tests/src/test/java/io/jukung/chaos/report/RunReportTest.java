package io.jukung.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.check.Verdict.Validity;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.edn.EdnReader;
import io.jukung.chaos.history.EventLogEdn;
import io.jukung.chaos.history.HistoryEdn;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class RunReportTest {

    private static final Verdict.Violation STALE = new Verdict.Violation(
            "stale read", "process 1 read <1>\nafter process 2 wrote \"2\" & was answered", List.of(12L, 15L));

    @TempDir
    private Path store;

    @Test
    void allFilesOfJepsensLayoutAreThere() throws IOException {
        var run = SampleRun.of(10, List.of(SampleRun.verdict(Validity.VALID)));
        var log = Files.writeString(store.resolve("n1.log"), "it began\n");

        var directory = RunReport.write(store, run, Map.of("n1", log, "n2", store.resolve("no-such.log")));

        assertThat(directory).isEqualTo(store.resolve("register-partition/20261128T123456.789Z"));
        assertThat(HistoryEdn.read(directory.resolve("history.edn"))).isEqualTo(run.history());
        assertThat(EventLogEdn.read(directory.resolve("events.edn")))
                .isEqualTo(run.events().orElseThrow());
        assertThat(directory.resolve("n1/n1.log")).hasContent("it began\n");
        assertThat(store.resolve("latest").toRealPath()).isEqualTo(directory.toRealPath());
        assertThat(store.resolve("register-partition/latest").toRealPath()).isEqualTo(directory.toRealPath());
        assertThat(Files.readAllLines(directory.resolve("history.txt")))
                .hasSize(run.history().ops().size())
                .first()
                .asString()
                .matches("\\d+\t:invoke\t:(read|write|cas)\t(nil|\\d)");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains(
                            "results.edn",
                            "test.edn",
                            "timeline.html",
                            "latency-raw.svg",
                            "latency-quantiles.svg",
                            "rate.svg",
                            "revisions.svg",
                            "index.html");
        }
    }

    @Test
    void testAndResultsSayHowItWentAndHowToRunItAgain() throws IOException {
        var run = SampleRun.of(
                5,
                List.of(
                        SampleRun.verdict(Validity.VALID),
                        new Verdict("linearizable", Validity.INVALID, List.of(STALE), new TreeMap<>())));

        var directory = RunReport.write(store, run, Map.of());

        var results = (Edn.Dict) EdnReader.parse(Files.readString(directory.resolve("results.edn")));
        assertThat(results.get("valid?")).isEqualTo(Edn.of(false));
        var linearizable = (Edn.Dict) results.entries().get(Edn.of("linearizable"));
        assertThat(linearizable.get("valid?")).isEqualTo(Edn.of(false));
        assertThat(linearizable.get("violations"))
                .isEqualTo(Edn.vector(Edn.dict(
                        "rule", Edn.of("stale read"),
                        "explanation", Edn.of(STALE.explanation()),
                        "ops", Edn.vector(Edn.of(12), Edn.of(15)))));
        var test = (Edn.Dict) EdnReader.parse(Files.readString(directory.resolve("test.edn")));
        assertThat(test.get("seed")).isEqualTo(Edn.of(42));
        assertThat(test.get("valid?")).isEqualTo(Edn.of(false));
        assertThat(test.get("again")).isEqualTo(Edn.of(run.again()));
    }

    @Test
    void whatNobodyCouldJudgeIsUnknown() {
        assertThat(RunResults.validity(SampleRun.of(1, List.of()))).isEqualTo(Validity.UNKNOWN);
        assertThat(RunResults.validity(SampleRun.of(
                        1, List.of(SampleRun.verdict(Validity.VALID), SampleRun.verdict(Validity.UNKNOWN)))))
                .isEqualTo(Validity.UNKNOWN);
    }

    @Test
    void pagesAndPicturesAreWellFormedAndNeedNothingFromElsewhere() throws Exception {
        var directory =
                RunReport.write(store, SampleRun.of(20, List.of(SampleRun.verdict(Validity.INVALID, STALE))), Map.of());

        for (var name : List.of("latency-raw.svg", "latency-quantiles.svg", "rate.svg", "revisions.svg")) {
            var svg = Files.readString(directory.resolve(name));
            parsed(svg);
            assertThat(svg).as(name).contains("partition", "kill", "compact").doesNotContain("NaN", "Infinity");
            assertThat(svg.replace("http://www.w3.org/2000/svg", "")).as(name).doesNotContain("http");
            assertThat(svg.length()).as(name).isLessThan(2_000_000);
        }
        for (var page : List.of(
                directory.resolve("index.html"), directory.resolve("timeline.html"), store.resolve("index.html"))) {
            var html = Files.readString(page);
            parsed(html.replace("<!DOCTYPE html>", "").replaceAll("<(meta|img)([^>]*)>", "<$1$2/>"));
            assertThat(html).doesNotContain("http", "<script", "<odd>", "<no>", "<v>", "<1>");
        }
        assertThat(Files.readString(directory.resolve("index.html")))
                .contains("stale read", "process 1 read &lt;1&gt;", "timeline.html#op-12", "leader changed", "1234");
    }

    @Test
    void everyLinkOfARunLeadsSomewhere() throws IOException {
        var directory =
                RunReport.write(store, SampleRun.of(3, List.of(SampleRun.verdict(Validity.INVALID, STALE))), Map.of());
        var links = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

        for (var page : List.of(
                directory.resolve("index.html"), directory.resolve("timeline.html"), store.resolve("index.html"))) {
            var found = new ArrayList<String>();
            links.matcher(Files.readString(page)).results().forEach(match -> found.add(match.group(1)));
            assertThat(found).isNotEmpty();
            for (var link : found) {
                var parts = link.split("#", 2);
                var target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
                assertThat(target).as(link).exists();
                if (parts.length == 2) {
                    assertThat(Files.readString(target)).as(link).contains("id=\"" + parts[1] + "\"");
                }
            }
        }
    }

    @Test
    void ofALongHistoryTheBeginAndWhatIsAroundViolationsIsShown() throws IOException {
        var history = SampleRun.history(120);
        int size = history.ops().size();
        assertThat(size).isGreaterThan(10_000);

        var sections = Timeline.sections(history, List.of(size - 10L, 5L, 6000L, 6010L, 1_000_000L));

        assertThat(sections)
                .containsExactly(
                        new Timeline.Section(0, 2000),
                        new Timeline.Section(5850, 6160),
                        new Timeline.Section(size - 160, size));
        var everywhere = new ArrayList<Long>();
        for (long i = 0; i < size; i += 100) {
            everywhere.add(i);
        }
        int shown = Timeline.sections(history, everywhere).stream()
                .mapToInt(section -> section.to() - section.from())
                .sum();
        assertThat(shown).isBetween(2001, 8000);
        var violation = new Verdict.Violation("late", "at the end", List.of(size - 10L));
        var run = SampleRun.of(120, List.of(SampleRun.verdict(Validity.INVALID, violation)));
        var page = Files.readString(RunReport.write(store, run, Map.of()).resolve("timeline.html"));
        assertThat(page)
                .contains("id=\"op-" + (size - 10) + "\"", "of " + size + " events")
                .hasSizeLessThan(8_000_000);
    }

    @Test
    void anEmptyRunHasAReportToo() throws Exception {
        var directory = RunReport.write(store, SampleRun.of(0, List.of()), Map.of());

        parsed(Files.readString(directory.resolve("rate.svg")));
        assertThat(Files.readString(directory.resolve("index.html"))).contains("No checker judged it.");
    }

    @Test
    void aStoreShowsItsRunsAndABrokenOneHidesNone() throws IOException {
        var run = SampleRun.of(1, List.of(SampleRun.verdict(Validity.VALID)));
        RunReport.write(store, run, Map.of());
        Files.createDirectories(store.resolve("broken/20200101T000000.000Z"));
        Files.writeString(store.resolve("broken/20200101T000000.000Z/test.edn"), "{:seed ");
        Files.write(
                Files.createDirectories(store.resolve("broken/20200102T000000.000Z"))
                        .resolve("test.edn"),
                new byte[] {-1});

        var second = RunReport.write(store, run, Map.of());

        assertThat(second.getFileName().toString()).isEqualTo("20261128T123456.789Z-2");
        assertThat(store.resolve("latest").toRealPath()).isEqualTo(second.toRealPath());
        assertThat(Files.readString(store.resolve("index.html")))
                .containsSubsequence("20261128T123456.789Z-2", "20261128T123456.789Z", "20200102", "20200101");
    }

    @Test
    void aNameThatLeadsElsewhereIsRefused() {
        for (var name : List.of("../x", "", ".", "a/b", "latest", "x".repeat(200))) {
            assertThatThrownBy(() -> RunDirectory.create(store, name, SampleRun.BEGUN))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("test: '" + name + "'");
        }
        var logs = Map.of("../n1", store.resolve("n1.log"));
        assertThatThrownBy(() -> new MemberLogs(1, 1).copy(logs, store))
                .hasMessage("logs: '../n1', expected the name of a member");
    }

    @Test
    void ofALongLogBeginAndEndAreKept() throws IOException {
        var log = Files.writeString(store.resolve("n1.log"), "begin" + "x".repeat(1000) + "end");

        var copies = new MemberLogs(5, 3).copy(Map.of("n1", log), store.resolve("run"));

        assertThat(copies).containsExactly("n1/n1.log");
        assertThat(store.resolve("run/n1/n1.log")).hasContent("begin\n… 1000 bytes left out …\nend");
    }

    private static Document parsed(String xml) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }
}
