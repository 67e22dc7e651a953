package io.jukung.api.server.golden;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the recording's placeholders stand for in one sequence: bound where first met, equal from then on. */
final class Placeholders {

    private static final Pattern NUMBERED = Pattern.compile("<(uid|rv|rand|ip|nodePort|continue|token):(\\d+)>");
    /** Not numbered in the recording: the last one met is meant. */
    private static final String TOKEN_VOLUME = "kube-api-access-<rand>";

    private static final Pattern MICRO_TIME =
            Pattern.compile("(\"(?:renewTime|acquireTime|eventTime|lastObservedTime)\": ?)\"<time>\"");
    private static final Pattern ANY =
            Pattern.compile("<(?:uid|rv|rand|ip|nodePort|continue|token):\\d+>|<time>|<httptime>|<age>|<n>|<rand>");

    private static final Pattern ADDRESS = Pattern.compile("10\\.96\\.\\d+\\.\\d+");

    private final Map<String, String> bound = new HashMap<>();
    /** By the path of a field, the moment or address the last answer showed there. */
    private final Map<String, String> shown = new HashMap<>();
    /** Allocated addresses that the recording shows as they were, and ours in their place. */
    private final Map<String, String> addresses = new HashMap<>();

    /** Takes note of a moment or an allocated address: an object sent back holds what was read. */
    void show(String path, String recorded, String actual) {
        if (recorded.equals("<time>") || recorded.startsWith("<ip:")) {
            shown.put(path, actual);
        }
    }

    /**
     * A body with the moments that were read where it has the recorded ones.
     *
     * @param accepted whether the server took it as it was: then an allocated address in it, which nothing may
     *     change, is the one that was read
     */
    Value read(Value body, boolean accepted) {
        return read("", body, accepted);
    }

    private Value read(String path, Value value, boolean accepted) {
        return switch (value) {
            case Scalar.Text(var text) -> {
                var seen = shown.get(path);
                if (seen != null && accepted && ADDRESS.matcher(text).matches()) {
                    addresses.put(text, seen);
                }
                boolean stale = text.equals("<time>") || addresses.containsKey(text);
                yield seen != null && stale ? Value.of(seen) : value;
            }
            case ObjectValue object -> {
                var fields = ObjectValue.builder();
                object.fields().forEach((name, field) -> fields.put(name, read(path + "." + name, field, accepted)));
                yield fields.build();
            }
            case ListValue list -> {
                var items = new ArrayList<Value>();
                for (int i = 0; i < list.size(); i++) {
                    items.add(read(path + "[" + i + "]", list.get(i), accepted));
                }
                yield ListValue.of(items);
            }
            case Scalar other -> other;
        };
    }

    /** A request with what is bound filled in. */
    String fill(String text) {
        // Numbers stand quoted in the recording.
        var filled = Pattern.compile("\"(<nodePort:\\d+>)\"")
                .matcher(text)
                .replaceAll(match -> bound.getOrDefault(match.group(1), "0"));
        // Times in requests are those of earlier answers; the server takes its own.
        filled = MICRO_TIME
                .matcher(filled)
                .replaceAll("$1\"2026-01-01T00:00:00.000000Z\"")
                .replace("<time>", "2026-01-01T00:00:00Z");
        filled = filled.replace(TOKEN_VOLUME, bound.getOrDefault(TOKEN_VOLUME, "kube-api-access-abcde"));
        return NUMBERED.matcher(filled)
                .replaceAll(match -> Matcher.quoteReplacement(bound.getOrDefault(match.group(), match.group())));
    }

    boolean knows(String placeholder) {
        return bound.containsKey(placeholder);
    }

    void bind(String placeholder, String value) {
        bound.put(placeholder, value);
    }

    /** Whether the text is what was recorded; binds what it meets for the first time. */
    boolean matches(String recorded, String actual) {
        if (actual.equals(addresses.get(recorded))) {
            return true;
        }
        if (!recorded.contains("<")) {
            return recorded.equals(actual);
        }
        var pattern = new StringBuilder();
        var names = new ArrayList<String>();
        var place = ANY.matcher(recorded);
        int end = 0;
        while (place.find()) {
            pattern.append(Pattern.quote(recorded.substring(end, place.start())));
            var known = bound.get(place.group());
            if (known != null) {
                pattern.append(Pattern.quote(known));
            } else if (NUMBERED.matcher(place.group()).matches()) {
                pattern.append(place.group().startsWith("<rand") ? "([a-z0-9]{5})" : "(.+?)");
                names.add(place.group());
            } else {
                pattern.append(place.group().equals("<rand>") ? "[a-z0-9]{5}" : ".+?");
            }
            end = place.end();
        }
        pattern.append(Pattern.quote(recorded.substring(end)));
        var match = Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(actual);
        if (!match.matches()) {
            return false;
        }
        if (recorded.equals(TOKEN_VOLUME)) {
            bound.put(TOKEN_VOLUME, actual);
        }
        for (int i = 0; i < names.size(); i++) {
            var before = bound.putIfAbsent(names.get(i), match.group(i + 1));
            if (before != null && !before.equals(match.group(i + 1))) {
                return false;
            }
        }
        return true;
    }
}
