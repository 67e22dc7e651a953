package io.jukung.api.server.golden;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The recorded answers of one topic that we do not give, each under the reason for it: a line
 * {@code # reason}, then one id a line (what follows an id is a note for the reader).
 */
record ExpectedFailures(Map<String, List<String>> idsByReason) {

    /** Where {@link #accepting} puts what nobody has looked at yet. */
    static final String UNREVIEWED = "Unreviewed";

    static ExpectedFailures read(Path file) throws IOException {
        var groups = new LinkedHashMap<String, List<String>>();
        if (!Files.exists(file)) {
            return new ExpectedFailures(groups);
        }
        List<String> group = null;
        for (var line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            if (line.startsWith("#")) {
                group = groups.computeIfAbsent(line.substring(1).strip(), ignored -> new ArrayList<>());
            } else if (!line.isBlank()) {
                if (group == null) {
                    throw new IllegalArgumentException(file + ": no reason above " + line);
                }
                group.add(id(line));
            }
        }
        return new ExpectedFailures(groups);
    }

    Set<String> ids() {
        var ids = new TreeSet<String>();
        idsByReason.values().forEach(ids::addAll);
        return ids;
    }

    /** What fails now, under the reasons told so far; what is new is unreviewed, with its first difference. */
    String accepting(List<GoldenReplay.Result> failures) {
        var missing = new LinkedHashMap<String, String>();
        failures.forEach(result -> missing.put(result.entry().id(), first(result)));
        var text = new StringBuilder();
        idsByReason.forEach((reason, ids) -> {
            var still = ids.stream().filter(missing::containsKey).toList();
            if (!still.isEmpty() && !reason.equals(UNREVIEWED)) {
                text.append("# ").append(reason).append('\n');
                still.forEach(id -> {
                    missing.remove(id);
                    text.append(id).append('\n');
                });
            }
        });
        if (!missing.isEmpty()) {
            text.append("# ").append(UNREVIEWED).append('\n');
            missing.forEach((id, difference) ->
                    text.append(id).append(' ').append(difference).append('\n'));
        }
        return text.toString();
    }

    private static String first(GoldenReplay.Result result) {
        var text = result.differences().getFirst().replaceAll("\\s+", " ");
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }

    private static String id(String line) {
        return line.strip().split("\\s+", 2)[0];
    }
}
