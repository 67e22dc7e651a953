package io.jukung.store.member;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a member's state must not be used any more, as a file beside it: it survives a crash until the state is replaced.
 *
 * @param reason one line for people
 * @param sources members to copy the state from; empty: any
 */
public record Quarantine(String reason, Set<Long> sources) {

    private static final String FILE = "QUARANTINED";

    public Quarantine {
        reason = reason.replaceAll("\\s+", " ").strip();
        sources = Set.copyOf(sources);
    }

    static @Nullable Quarantine read(Path stateDirectory) throws IOException {
        var file = stateDirectory.resolve(FILE);
        if (!Files.exists(file)) {
            return null;
        }
        var values = new Properties();
        values.load(new StringReader(Files.readString(file).replace("\\", "\\\\")));
        try {
            return new Quarantine(
                    values.getProperty("reason", ""),
                    Arrays.stream(values.getProperty("sources", "").split(","))
                            .filter(id -> !id.isEmpty())
                            .map(id -> Long.parseUnsignedLong(id, 16))
                            .collect(Collectors.toSet()));
        } catch (NumberFormatException e) {
            // That there is one is what counts.
            return new Quarantine(values.getProperty("reason", ""), Set.of());
        }
    }

    /** Notes it, durably. */
    public void write(Path stateDirectory) throws IOException {
        Files.createDirectories(stateDirectory);
        DataDirectory.writeDurably(
                stateDirectory.resolve(FILE),
                "reason=" + reason + "\nsources="
                        + sources.stream().map(Long::toHexString).sorted().collect(Collectors.joining(",")) + "\n");
    }

    static void lift(Path stateDirectory) throws IOException {
        Files.deleteIfExists(stateDirectory.resolve(FILE));
        DataDirectory.sync(stateDirectory);
    }
}
