package io.jukung.store.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A file of notes: blocks of a line {@code # name}, lines {@code ! reason} if it has one, then what was noted. */
public final class Transcripts {

    private Transcripts() {}

    /** What is noted for one check. */
    public record Block(List<String> reason, List<String> notes) {}

    /** What is in the file; nothing if there is none. */
    public static Map<String, Block> read(Path file) throws IOException {
        var blocks = new LinkedHashMap<String, Block>();
        if (Files.exists(file)) {
            var current = new Block(new ArrayList<>(), new ArrayList<>());
            for (var line : Files.readAllLines(file)) {
                if (line.startsWith("# ")) {
                    current = new Block(new ArrayList<>(), new ArrayList<>());
                    blocks.put(line.substring(2), current);
                } else if (line.startsWith("! ")) {
                    current.reason().add(line.substring(2));
                } else if (!line.isBlank()) {
                    current.notes().add(line);
                }
            }
        }
        return blocks;
    }

    /** Replaces the file. */
    public static void write(Path file, Map<String, Block> blocks) throws IOException {
        var text = new StringBuilder();
        blocks.forEach((name, block) -> {
            text.append(text.isEmpty() ? "" : "\n").append("# ").append(name).append('\n');
            block.reason().forEach(line -> text.append("! ").append(line).append('\n'));
            block.notes().forEach(line -> text.append(line).append('\n'));
        });
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
