package io.jukung.cli.kv;

import java.util.Optional;
import java.util.function.Function;

/** Whole numbers on the command line, with Go's words for what is none. */
final class Numbers {

    private Numbers() {}

    static Optional<String> problem(String text, int radix) {
        try {
            Long.parseLong(text, radix);
            return Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.of(told("ParseInt", text));
        }
    }

    /** A lease's id. */
    static long lease(String text, Function<String, String> sentence) {
        problem(text, 16).ifPresent(problem -> {
            throw KvFailure.arguments(sentence.apply(problem));
        });
        return Long.parseLong(text, 16);
    }

    /** A member's id. */
    static long member(String text, Function<String, String> sentence) {
        try {
            return Long.parseUnsignedLong(text, 16);
        } catch (NumberFormatException e) {
            throw KvFailure.arguments(sentence.apply(told("ParseUint", text)));
        }
    }

    private static String told(String function, String text) {
        var digits = text.matches("[+-]?[0-9a-fA-F]{17,}");
        return "strconv." + function + ": parsing " + GoText.quote(text) + ": "
                + (digits ? "value out of range" : "invalid syntax");
    }
}
