package io.jukung.store.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

    @TempDir
    Path directory;

    /** Starts to replace the state; nobody can tell whether it comes to an end. */
    private StateDirectory beginCopy(String text) throws IOException {
        var replacing = StateDirectory.toReplace(directory);
        StateDirectory.delete(replacing.next());
        Files.createDirectories(replacing.next());
        Files.writeString(replacing.next().resolve("file"), text);
        return replacing;
    }

    private long directories() throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory).count();
        }
    }

    /** Each has the size of all the data: a disk would not hold one for each attempt. */
    @Test
    void copiesThatCameToNothingDoNotPileUp() throws IOException {
        Files.createDirectories(StateDirectory.open(directory).current());
        for (int attempt = 0; attempt < 5; attempt++) {
            beginCopy("half");
            assertThat(directories())
                    .as("the old one, which is there until another is, and a copy")
                    .isEqualTo(2);
        }
        beginCopy("whole").promote();
        var opened = StateDirectory.open(directory);
        assertThat(opened.current().resolve("file")).hasContent("whole");
        assertThat(directories()).isEqualTo(1);
    }

    @Test
    void aCopyCanBeMadeOfNothing() throws IOException {
        beginCopy("whole").promote();
        assertThat(StateDirectory.open(directory).current().resolve("file")).hasContent("whole");
    }
}
