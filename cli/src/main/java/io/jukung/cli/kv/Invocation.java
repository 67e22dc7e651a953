package io.jukung.cli.kv;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run of one command: what it was given and whom it talks to. */
final class Invocation implements AutoCloseable {

    private final Arguments arguments;
    private final Map<String, String> environment;
    private final Printer printer;
    private final InputStream in;
    private final PrintStream err;
    private final BufferedReader lines;
    private @Nullable StoreConnection store;

    Invocation(Arguments arguments, Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {
        this.arguments = arguments;
        this.environment = Map.copyOf(environment);
        this.in = in;
        this.err = err;
        this.printer = new Printer(out, Printer.Format.named(arguments.text("write-out")), arguments.on("hex"));
        this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
    }

    Arguments arguments() {
        return arguments;
    }

    List<String> words() {
        return arguments.words();
    }

    String word(int index) {
        return arguments.words().get(index);
    }

    /** Ends the command with this sentence unless there are so many arguments. */
    void require(boolean valid, String sentence) {
        if (!valid) {
            throw KvFailure.arguments(sentence);
        }
    }

    Map<String, String> environment() {
        return environment;
    }

    Printer printer() {
        return printer;
    }

    void print(Answer answer) {
        printer.print(answer);
    }

    /** A line for people on standard error. */
    void remark(String line) {
        err.println(line);
    }

    InputStream in() {
        return in;
    }

    /** The next line of standard input, bytes as Latin-1 letters, without its end; null at the end of all. */
    @Nullable
    String line() {
        try {
            return lines.readLine();
        } catch (IOException e) {
            throw new KvFailure(Exit.INVALID_INPUT, "reading standard input: " + e.getMessage());
        }
    }

    /** Made at its first use. */
    synchronized StoreConnection store() {
        if (store == null) {
            store = StoreConnection.open(
                    Endpoints.of(arguments, environment, this::remark), Credentials.of(this), arguments);
        }
        return store;
    }

    @Override
    public synchronized void close() {
        if (store != null) {
            store.close();
        }
    }
}
