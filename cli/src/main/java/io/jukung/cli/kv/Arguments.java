package io.jukung.cli.kv;

import io.jukung.api.model.codec.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is given to a command, read as etcdctl reads it: flags and arguments in any order, {@code --flag=value} or the
 * value next, letters together ({@code -iw json}), and all after {@code --} are arguments.
 *
 * @param words the arguments, without flags
 * @param dash how many of them came before {@code --}; -1 where it was not given
 * @param given the flags' texts by name
 */
record Arguments(List<String> words, int dash, Map<String, List<String>> given, List<Flag> flags) {

    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

    Arguments {
        words = List.copyOf(words);
        given = Map.copyOf(given);
        flags = List.copyOf(flags);
    }

    /**
     * Reads them.
     *
     * @throws KvFailure with etcdctl's words for a flag that does not exist, lacks its value or has a wrong one
     */
    static Arguments parse(List<String> texts, List<Flag> flags) {
        var words = new ArrayList<String>();
        var given = new LinkedHashMap<String, List<String>>();
        int dash = -1;
        for (int i = 0; i < texts.size(); i++) {
            var text = texts.get(i);
            if (text.equals("--")) {
                dash = words.size();
                words.addAll(texts.subList(i + 1, texts.size()));
                break;
            }
            if (!text.startsWith("-") || text.equals("-")) {
                words.add(text);
            } else if (text.startsWith("--")) {
                i += named(text, texts, i, flags, given);
            } else {
                i += letters(text, texts, i, flags, given);
            }
        }
        return new Arguments(words, dash, given, flags);
    }

    /** How many more arguments it takes. */
    private static int named(
            String text, List<String> texts, int at, List<Flag> flags, Map<String, List<String>> given) {
        int equals = text.indexOf('=');
        var name = text.substring(2, equals < 0 ? text.length() : equals);
        var flag = flags.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> wrong("unknown flag: --" + name));
        if (equals >= 0) {
            put(given, flag, "--" + name, text.substring(equals + 1));
            return 0;
        }
        if (flag.kind() == Flag.Kind.SWITCH) {
            put(given, flag, "--" + name, "true");
            return 0;
        }
        if (at + 1 == texts.size()) {
            throw wrong("flag needs an argument: --" + name);
        }
        put(given, flag, "--" + name, texts.get(at + 1));
        return 1;
    }

    private static int letters(
            String text, List<String> texts, int at, List<Flag> flags, Map<String, List<String>> given) {
        for (int i = 1; i < text.length(); i++) {
            char letter = text.charAt(i);
            var flag = flags.stream()
                    .filter(known -> known.letter() == letter && letter != ' ')
                    .findFirst()
                    .orElseThrow(() -> wrong("unknown shorthand flag: '" + letter + "' in " + text));
            var spelling = "-" + letter + ", --" + flag.name();
            var rest = text.substring(i + 1);
            if (rest.startsWith("=")) {
                put(given, flag, spelling, rest.substring(1));
                return 0;
            }
            if (flag.kind() == Flag.Kind.SWITCH) {
                put(given, flag, spelling, "true");
            } else if (!rest.isEmpty()) {
                put(given, flag, spelling, rest);
                return 0;
            } else if (at + 1 < texts.size()) {
                put(given, flag, spelling, texts.get(at + 1));
                return 1;
            } else {
                throw wrong("flag needs an argument: '" + letter + "' in " + text);
            }
        }
        return 0;
    }

    private static void put(Map<String, List<String>> given, Flag flag, String spelling, String value) {
        problem(flag, value).ifPresent(problem -> {
            throw wrong("invalid argument \"" + value + "\" for \"" + spelling + "\" flag: " + problem);
        });
        given.computeIfAbsent(flag.name(), name -> new ArrayList<>()).add(value);
    }

    /** What is wrong with a flag's text, in Go's words. */
    static Optional<String> problem(Flag flag, String value) {
        return switch (flag.kind()) {
            case TEXT, LIST -> Optional.empty();
            case SWITCH ->
                TRUE.contains(value) || FALSE.contains(value)
                        ? Optional.empty()
                        : Optional.of("strconv.ParseBool: parsing \"" + value + "\": invalid syntax");
            case NUMBER -> Numbers.problem(value, 10);
            case DURATION -> {
                try {
                    GoDuration.parse(value);
                    yield Optional.empty();
                } catch (IllegalArgumentException e) {
                    yield Optional.of(String.valueOf(e.getMessage()));
                }
            }
        };
    }

    private static KvFailure wrong(String message) {
        return new KvFailure(Exit.ERROR, message);
    }

    boolean has(String flag) {
        return given.containsKey(flag);
    }

    /** As given last. */
    String text(String name) {
        var texts = given.get(name);
        return texts == null ? flag(name).initial() : texts.getLast();
    }

    boolean on(String name) {
        return TRUE.contains(text(name));
    }

    long number(String name) {
        return Long.parseLong(text(name));
    }

    Duration duration(String name) {
        return GoDuration.parse(text(name));
    }

    List<String> list(String name) {
        return given.getOrDefault(name, List.of(flag(name).initial())).stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private Flag flag(String name) {
        return flags.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no flag " + name));
    }

    /** With the flags' texts that the command line does not give. */
    Arguments withDefaults(Map<String, String> texts) {
        var all = new LinkedHashMap<>(given);
        texts.forEach((name, text) -> all.putIfAbsent(name, List.of(text)));
        return new Arguments(words, dash, all, flags);
    }
}
