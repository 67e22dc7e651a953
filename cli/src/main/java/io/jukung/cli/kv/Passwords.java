package io.jukung.cli.kv;

import java.io.Console;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Asks for passwords; they are not seen where a person types them. */
final class Passwords {

    private Passwords() {}

    /** The answer; empty at the end of the input. */
    static String ask(Invocation invocation, String question) {
        invocation.printer().ask(question);
        var console = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        var answer = console.isPresent() ? typed(console.get()) : fromInput(invocation);
        invocation.printer().say("");
        return answer;
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
