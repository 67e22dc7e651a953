package io.jukung.api.schemagenerator;

import java.util.List;
import java.util.Optional;

/** What the {@code +name} and {@code +name=value} lines of a comment say. */
record Markers(List<String> lines) {

    static Markers of(List<String> comment) {
        return new Markers(comment.stream().filter(Markers::isMarker).toList());
    }

    /** The comment without its markers, as people read it. */
    static String text(List<String> comment) {
        return String.join(
                        "\n", comment.stream().filter(line -> !isMarker(line)).toList())
                .strip();
    }

    boolean has(String name) {
        return lines.stream().anyMatch(line -> line.equals("+" + name) || line.startsWith("+" + name + " "));
    }

    Optional<String> value(String name) {
        return values(name).stream().findFirst();
    }

    List<String> values(String name) {
        var prefix = "+" + name + "=";
        return lines.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .toList();
    }

    private static boolean isMarker(String line) {
        return line.length() > 1 && line.charAt(0) == '+' && Character.isLetter(line.charAt(1));
    }
}
