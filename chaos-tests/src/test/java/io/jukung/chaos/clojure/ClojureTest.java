package io.jukung.chaos.clojure;

import static org.assertj.core.api.Assertions.assertThat;

import clojure.java.api.Clojure;
import clojure.lang.IFn;
import clojure.lang.Keyword;
import clojure.lang.Symbol;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.edn.EdnReader;
import io.jukung.chaos.edn.EdnWriter;
import io.jukung.chaos.history.Histories;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.HistoryEdn;
import io.jukung.chaos.report.SampleHistories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our Clojure, run by Clojure; and our histories, read by Clojure's own reader, as Jepsen would. */
class ClojureTest {

    @TempDir
    private static Path directory;

    @BeforeAll
    static void load() {
        Clojure.var("clojure.core", "load-file").invoke("clojure/jukung/history.clj");
    }

    @Test
    void clojureReadsOurHistoriesAsWeDo() throws IOException {
        for (var history : List.of(Histories.everything(), SampleHistories.ofSeconds(5))) {
            var ops = (List<?>) history("load-history").invoke(written(history).toString());

            var read = ops.stream().map(ClojureTest::edn).toList();
            var lines = new ArrayList<Edn>();
            for (var op : history.ops()) {
                lines.add(EdnReader.parse(HistoryEdn.line(op)));
            }
            assertThat(read).isEqualTo(lines);
        }
    }

    @Test
    void clojureReadsEveryValueThatWeWrite() throws IOException {
        var text = new StringBuilder();
        for (char c = 0; c < 0x300; c++) {
            text.append(c);
        }
        text.append("\uD834\uDD1E \uD834 \uDD1E \u2028");
        var values = new ArrayList<>(List.of(
                Edn.of(text.toString()), Edn.of(Long.MIN_VALUE), new Edn.Real(Double.MIN_VALUE), new Edn.Real(Double.NaN),
                new Edn.Real(Double.NEGATIVE_INFINITY), new Edn.Symbol("a/b"), new Edn.Symbol("/")));
        for (var name : List.of("a", "a.b/c-d", "+", "-1", "1", "0a", ".", "a:b", "a#", "a'", "<=>", "%&|", "a/-", "nil", "true")) {
            values.add(Edn.keyword(name));
        }
        for (var value : values) {
            assertThat(edn(Clojure.var("clojure.edn", "read-string").invoke(EdnWriter.toString(value))))
                    .as(EdnWriter.toString(value))
                    .isEqualTo(value);
        }
    }

    @Test
    void figuresOfAHistory() throws IOException {
        var ops = history("load-history")
                .invoke(text("""
                        {:type :invoke, :f :read, :value nil, :process 0, :time 0, :index 0}
                        {:type :invoke, :f :write, :value 1, :process 1, :time 1000000, :index 1}
                        {:type :info, :f :kill, :value ["n1"], :process :nemesis, :time 2000000, :index 2}
                        {:type :info, :f :kill, :value ["n1"], :process :nemesis, :time 2500000, :index 3}
                        {:type :ok, :f :read, :value 1, :process 0, :time 3000000, :index 4}
                        {:type :info, :f :write, :value 1, :process 1, :time 1500000000, :index 5, :error "lost"}
                        {:type :invoke, :f :read, :value nil, :process 0, :time 2000000000, :index 6}
                        """)
                        .toString());

        assertThat(edn(history("summary").invoke(ops)))
                .isEqualTo(EdnReader.parse("{:operations {[:read :ok] 1, [:read :info] 1, [:write :info] 1}, :faults {:kill 1},"
                        + " :seconds 2.0}"));
        assertThat(edn(history("latency-summary").invoke(ops)))
                .isEqualTo(EdnReader.parse("{[:read :ok] {:count 1, :p50 3.0, :p95 3.0, :p99 3.0, :max 3.0},"
                        + " [:write :info] {:count 1, :p50 1499.0, :p95 1499.0, :p99 1499.0, :max 1499.0}}"));
        assertThat(edn(history("rates").invoke(ops, 1)))
                .isEqualTo(EdnReader.parse("[{:from 0.0, :ok 1.0, :info 0.0, :fail 0.0}, {:from 1.0, :ok 0.0, :info 1.0, :fail 0.0}]"));
        assertThat((List<?>) history("between").invoke(ops, 1, 2)).hasSize(1);
        assertThat((List<?>) history("of-f").invoke(ops, Keyword.intern("kill"))).hasSize(2);
        assertThat((List<?>) history("clients").invoke(ops)).hasSize(5);
    }

    @Test
    void picturesOfAHistory() throws IOException {
        var history = SampleHistories.ofSeconds(5);
        var ops = history("load-history").invoke(written(history).toString());
        var file = directory.resolve("latency.svg");

        history("latency-svg").invoke(ops, file.toString());

        assertThat(Files.readString(file)).startsWith("<svg ").contains(">ok</text>", ">info</text>").endsWith("</svg>\n");
        var plot = (String) history("ascii-plot").invoke(history("latency-points").invoke(ops, Keyword.intern("ok")));
        assertThat(plot.lines()).hasSize(18);
        assertThat(plot).contains("*", "|", "+--");
        assertThat(history("ascii-plot").invoke(List.of())).isEqualTo("(no points)\n");
    }

    @Test
    void otherHarnessesTagsDoNotHinder() throws IOException {
        var ops = (List<?>) history("load-history")
                .invoke(text("#jepsen.history.Op{:type :invoke, :f :read, :process 0, :time 1, :index 0}").toString());

        assertThat(edn(ops.getFirst())).isEqualTo(EdnReader.parse("{:type :invoke :f :read :process 0 :time 1 :index 0}"));
    }

    /** What is in {@code jepsen/} but for the libraries it needs: read, expanded, every name known. */
    @Test
    void allOurClojureIsReadAndEveryNameInItIsKnown() throws IOException {
        Clojure.var("clojure.core", "load").invoke("/jukung/syntax");
        var files = clojureFiles();
        assertThat(files).hasSizeGreaterThan(9);

        assertThat(Clojure.var("jukung.syntax", "check").invoke(files)).isEqualTo(Map.of());
    }

    @Test
    void theCheckOfNamesFindsWhatIsWrong() throws IOException {
        Clojure.var("clojure.core", "load").invoke("/jukung/syntax");
        var wrong = Files.writeString(directory.resolve("wrong.clj"), """
                (ns wrong (:require [not.there :as there]))
                (defn good [a] (let [{:keys [b]} a, [c] b] (for [d c :when d] (there/anything d))))
                (defn bad [a] (some-> a (frist) (conj b)))
                (defrecord R [x] there/P (m [_ y] (+ x y z)))
                (defn other [] (elsewhere/f))
                """);

        assertThat(edn(Clojure.var("jukung.syntax", "check").invoke(List.of(wrong.toString()))))
                .isEqualTo(new Edn.Dict(Map.of(
                        Edn.of(wrong.toString()), EdnReader.parse("{bad [frist b], R [z], other [elsewhere/f]}"))));
    }

    /** These need but jetcd or nothing: they are compiled against the real thing. */
    @Test
    void whatNeedsNoJepsenIsCompiled() throws IOException {
        var load = Clojure.var("clojure.core", "load-file");
        load.invoke("jepsen/src/jukung/jepsen/etcd.clj");
        load.invoke("jepsen/src/jukung/jepsen/watch_log.clj");
        load.invoke("clojure/jukung/repl.clj");

        var check = Clojure.var("jukung.jepsen.watch-log", "check-logs");
        assertThat(verdict(check, "{0 [{:mod-revision 2} {:mod-revision 3}], 1 [{:mod-revision 2} {:mod-revision 3}]}"))
                .isEqualTo(Edn.of(true));
        assertThat(verdict(check, "{0 [{:mod-revision 2} {:mod-revision 3}], 1 [{:mod-revision 2}]}"))
                .isEqualTo(Edn.of(false));
        assertThat(verdict(check, "{0 [{:mod-revision 3} {:mod-revision 2}]}")).isEqualTo(Edn.of(false));
        assertThat(verdict(check, "{}")).isEqualTo(Edn.keyword("unknown"));
    }

    private static Edn verdict(IFn check, String logs) {
        return ((Edn.Dict) edn(check.invoke(Clojure.read(logs)))).get("valid?");
    }

    private static List<String> clojureFiles() throws IOException {
        var files = new ArrayList<String>();
        for (var root : List.of("clojure", "jepsen/src")) {
            try (Stream<Path> found = Files.walk(Path.of(root))) {
                found.filter(file -> file.toString().endsWith(".clj")).map(Path::toString).sorted().forEach(files::add);
            }
        }
        return files;
    }

    private static IFn history(String name) {
        return Clojure.var("jukung.history", name);
    }

    private static Path written(History history) throws IOException {
        var file = directory.resolve("history.edn");
        HistoryEdn.write(history, file);
        return file;
    }

    private static Path text(String history) throws IOException {
        return Files.writeString(directory.resolve("text.edn"), history);
    }

    private static Edn edn(@Nullable Object value) {
        return switch (value) {
            case null -> Edn.NIL;
            case Boolean bool -> Edn.of(bool);
            case Long number -> Edn.of(number);
            case Integer number -> Edn.of(number);
            case Double number -> new Edn.Real(number);
            case String string -> Edn.of(string);
            case Keyword keyword -> Edn.keyword(keyword.toString().substring(1));
            case Symbol symbol -> new Edn.Symbol(symbol.toString());
            case Map<?, ?> map -> {
                var entries = new LinkedHashMap<Edn, Edn>();
                map.forEach((key, element) -> entries.put(edn(key), edn(element)));
                yield new Edn.Dict(entries);
            }
            case List<?> list -> Edn.vector(list.stream().map(ClojureTest::edn).toList());
            default -> throw new AssertionError("a value of no kind we know: " + value.getClass());
        };
    }
}
