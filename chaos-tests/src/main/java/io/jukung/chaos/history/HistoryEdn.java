package io.jukung.chaos.history;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.edn.EdnException;
import io.jukung.chaos.edn.EdnReader;
import io.jukung.chaos.edn.EdnWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Histories as Jepsen's {@code history.edn}: a map a line, {@code {:type :invoke, :f :read, :value nil, :process 0, :time 1234,
 * :index 0}}, faults by {@code :process :nemesis}, why an operation did not succeed in {@code :error}. Calls and watches behind
 * an operation follow under {@code :calls} and {@code :streams}, which Knossos, Elle and Jepsen's checkers pass over.
 */
public final class HistoryEdn {

    private HistoryEdn() {}

    /**
     * Writes all of it.
     *
     * @param file made or replaced
     * @throws IllegalArgumentException if it holds something that has no form in EDN, as a keyword with a space
     */
    public static void write(History history, Path file) throws IOException {
        try (var out = Files.newBufferedWriter(file)) {
            write(history, out);
        }
    }

    /** As {@link #write(History, Path)}; leaves {@code out} open. */
    public static void write(History history, Writer out) throws IOException {
        var buffered = new BufferedWriter(out);
        var edn = new EdnWriter(buffered);
        for (var op : history.ops()) {
            write(op, edn);
            edn.newline();
        }
        buffered.flush();
    }

    /** One operation's line, without its end. */
    public static String line(Op op) {
        var text = new StringWriter();
        try {
            write(op, new EdnWriter(text));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    /** One call as it is in an operation's line. */
    public static String text(Call call) {
        var text = new StringWriter();
        try {
            CallEdn.write(new EdnWriter(text), call);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    /**
     * Also reads other harnesses' histories: keys it does not know are passed over, an {@code :index} that is missing is the
     * position, an {@code :error} that is no string is its text, and all may be in one vector.
     *
     * @throws EdnException with line and column, if it is no history
     */
    public static History read(Path file) throws IOException {
        try (var in = Files.newBufferedReader(file)) {
            return read(in);
        }
    }

    /** As {@link #read(Path)}; leaves {@code in} open. */
    @SuppressWarnings("resource") // The caller's.
    public static History read(Reader in) throws IOException {
        var edn = new EdnReader(in);
        var ops = new ArrayList<Op>();
        boolean vector = edn.nextIsVector();
        if (vector) {
            edn.beginVector();
        }
        while (edn.hasNext()) {
            ops.add(read(edn, ops.size()));
        }
        if (vector) {
            edn.endVector();
            if (edn.hasNext()) {
                throw edn.error("expected nothing after the vector");
            }
        }
        return new History(ops);
    }

    private static void write(Op op, EdnWriter out) throws IOException {
        out.beginMap();
        out.key("type").write(Edn.keyword(op.phase().keyword()));
        out.key("f").write(Edn.keyword(op.f()));
        out.key("value").write(op.value());
        out.key("process").write(op.isClient() ? Edn.of(op.process()) : Edn.keyword("nemesis"));
        out.key("time").write(Edn.of(op.nanos()));
        out.key("index").write(Edn.of(op.index()));
        if (op.error() != null) {
            out.key("error").write(Edn.of(op.error()));
        }
        if (!op.calls().isEmpty()) {
            out.key("calls").beginVector();
            for (var call : op.calls()) {
                CallEdn.write(out, call);
            }
            out.endVector();
        }
        if (!op.streams().isEmpty()) {
            out.key("streams").beginVector();
            for (var stream : op.streams()) {
                WatchStreamEdn.write(out, stream);
            }
            out.endVector();
        }
        out.endMap();
    }

    private static Op read(EdnReader in, long position) throws IOException {
        var read = new Read();
        in.beginMap();
        try {
            while (in.hasNext()) {
                read.field(in, in.readKeyword());
            }
            in.endMap();
            return read.op(position);
        } catch (IllegalArgumentException e) {
            throw located(in, e);
        }
    }

    private static EdnException located(EdnReader in, IllegalArgumentException e) {
        var located = in.error("before here: " + e.getMessage());
        located.initCause(e);
        return located;
    }

    /** An operation of which some fields are read. */
    private static final class Read {
        private @Nullable Phase type;
        private @Nullable String f;
        private Edn value = Edn.NIL;
        private @Nullable Integer process;
        private @Nullable Long time;
        private @Nullable Long index;
        private @Nullable String error;
        private final List<Call> calls = new ArrayList<>();
        private final List<WatchStream> streams = new ArrayList<>();

        void field(EdnReader in, String key) throws IOException {
            switch (key) {
                case "type" -> type = phase(in.read());
                case "f" -> f = name(in.read());
                case "value" -> value = in.read();
                case "process" -> process = process(in.read());
                case "time" -> time = Fields.integer(in.read(), "operation", key);
                case "index" -> index = Fields.integer(in.read(), "operation", key);
                case "error" -> error = error(in.read());
                case "calls" -> {
                    in.beginVector();
                    while (in.hasNext()) {
                        calls.add(CallEdn.read(in.read()));
                    }
                    in.endVector();
                }
                case "streams" -> {
                    in.beginVector();
                    while (in.hasNext()) {
                        streams.add(WatchStreamEdn.read(in));
                    }
                    in.endVector();
                }
                default -> in.read();
            }
        }

        Op op(long position) {
            return new Op(
                    index == null ? position : index,
                    required(process, "process"),
                    required(type, "type"),
                    required(f, "f"),
                    value,
                    required(time, "time"),
                    error,
                    calls,
                    streams);
        }

        private static <T> T required(@Nullable T field, String key) {
            if (field == null) {
                throw new IllegalArgumentException("operation: has no :" + key);
            }
            return field;
        }

        private static Phase phase(Edn value) {
            for (var phase : Phase.values()) {
                if (value.equals(Edn.keyword(phase.keyword()))) {
                    return phase;
                }
            }
            throw new IllegalArgumentException("operation: expected :invoke, :ok, :fail or :info as :type");
        }

        private static String name(Edn value) {
            return switch (value) {
                case Edn.Keyword(var name) -> name;
                default -> throw new IllegalArgumentException("operation: expected a keyword as :f");
            };
        }

        private static int process(Edn value) {
            if (value.equals(Edn.keyword("nemesis"))) {
                return Op.NEMESIS;
            }
            if (value instanceof Edn.Int(var number) && number >= 0 && number <= Integer.MAX_VALUE) {
                return (int) number;
            }
            throw new IllegalArgumentException(
                    "operation: expected :nemesis or a number from 0 to %d as :process".formatted(Integer.MAX_VALUE));
        }

        private static @Nullable String error(Edn value) {
            return switch (value) {
                case Edn.Nil() -> null;
                case Edn.Text(var text) -> text;
                default -> EdnWriter.toString(value);
            };
        }
    }
}
