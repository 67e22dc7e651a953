package io.jukung.cli.kv;

import io.jukung.cli.CommandFailure;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Asks for passwords; they are not seen where a person types them. */
final class Passwords {

    private static final int MAX_BYTES = 4_096;

    private Passwords() {}

    /** The answer; empty at the end of the input. */
    static String ask(Invocation invocation, String question) {
        invocation.printer().ask(question);
        var answer = terminal().map(Passwords::typed).orElseGet(() -> fromInput(invocation));
        invocation.printer().say("");
        return answer;
    }

    /**
     * For commands of ours beside etcdctl's: asks on standard error where a person types, else takes the first line of
     * standard input and nothing behind it. Empty at the end of the input.
     */
    static String ask(InputStream in, String question) {
        var terminal = terminal();
        if (terminal.isEmpty()) {
            return firstLine(in);
        }
        System.err.print(question);
        var answer = typed(terminal.get());
        System.err.println();
        return answer;
    }

    private static Optional<Console> terminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }

    private static String firstLine(InputStream in) {
        var line = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
                if (line.size() == MAX_BYTES) {
                    throw new CommandFailure("the password on standard input is longer than " + MAX_BYTES + " bytes");
                }
                line.write(next);
            }
        } catch (IOException e) {
            throw new CommandFailure("reading the password from standard input: " + e.getMessage(), e);
        }
        var text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** A password for a user, typed twice. */
    static String choose(Invocation invocation, String user) {
        var password = ask(invocation, "Password of " + user + ": ");
        if (password.isEmpty()) {
            throw KvFailure.arguments("empty password");
        }
        if (!ask(invocation, "Type password of " + user + " again for confirmation: ")
                .equals(password)) {
            throw KvFailure.arguments("given passwords are different");
        }
        return password;
    }

    /** The first line of standard input, which is no terminal's. */
    static String fromInput(Invocation invocation) {
        var line = invocation.line();
        return line == null ? "" : new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String typed(Console console) {
        var typed = console.readPassword();
        return typed == null ? "" : new String(typed);
    }
}
