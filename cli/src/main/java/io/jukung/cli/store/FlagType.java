package io.jukung.cli.store;

import io.jukung.api.model.codec.GoDuration;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * How the text of a flag becomes a value.
 *
 * @param label stands for the value in the help
 * @param expected what a text must be, for the error of another; follows "expected"
 * @param reader throws an {@link IllegalArgumentException} for a text that is none
 */
record FlagType<T>(String label, String expected, Function<String, T> reader) {

    static final FlagType<String> TEXT = new FlagType<>("TEXT", "text", Function.identity());

    /** Given alone it means true. */
    static final FlagType<Boolean> SWITCH = new FlagType<>("true|false", "true or false", FlagType::truth);

    static final FlagType<Long> COUNT = new FlagType<>("N", "a whole number of at least 0", FlagType::count);
    /** One whose range is checked where it is used. */
    static final FlagType<Long> NUMBER = new FlagType<>("N", "a whole number", Long::parseLong);

    /** etcd takes sizes below zero for none. */
    static final FlagType<Long> SIZE = new FlagType<>("BYTES", "a number of bytes", Long::parseLong);

    static final FlagType<Duration> MILLIS =
            new FlagType<>("MILLISECONDS", "a whole number of milliseconds", text -> Duration.ofMillis(count(text)));
    static final FlagType<Duration> SECONDS =
            new FlagType<>("SECONDS", "a whole number of seconds", text -> Duration.ofSeconds(count(text)));
    static final FlagType<Duration> DURATION =
            new FlagType<>("DURATION", "a duration such as 10m or 1h30m", FlagType::duration);
    static final FlagType<Optional<Path>> FILE =
            new FlagType<>("FILE", "a path", text -> text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text)));
    static final FlagType<List<String>> NAMES = new FlagType<>("A,B,…", "names separated by commas", FlagType::names);
    static final FlagType<List<URI>> URLS = new FlagType<>(
            "URL,…",
            "URLs such as http://127.0.0.1:2379",
            text -> names(text).stream().map(URI::create).toList());
    static final FlagType<Map<String, Boolean>> GATES =
            new FlagType<>("GATE=true,…", "gates such as InitialCorruptCheck=true", FlagType::gates);

    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

    /** One of some words. */
    static FlagType<String> oneOf(String... words) {
        var allowed = List.of(words);
        return new FlagType<>(
                String.join("|", words), String.join(" or ", words), text -> require(text, allowed.contains(text)));
    }

    boolean isSwitch() {
        return equals(SWITCH);
    }

    private static boolean truth(String text) {
        return TRUE.contains(require(text, TRUE.contains(text) || FALSE.contains(text)));
    }

    private static long count(String text) {
        return Long.parseLong(require(text, text.matches("[0-9]{1,18}")));
    }

    private static Duration duration(String text) {
        var duration = GoDuration.parse(text);
        require(text, !duration.isNegative());
        return duration;
    }

    private static List<String> names(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static Map<String, Boolean> gates(String text) {
        var gates = new LinkedHashMap<String, Boolean>();
        for (var gate : names(text)) {
            int equals = gate.indexOf('=');
            require(gate, equals > 0);
            gates.put(gate.substring(0, equals), truth(gate.substring(equals + 1)));
        }
        return gates;
    }

    private static String require(String text, boolean valid) {
        if (!valid) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }
}
