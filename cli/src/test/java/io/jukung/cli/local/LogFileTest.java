package io.jukung.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

    @TempDir
    private Path folder;

    private LogFile log = new LogFile(Path.of("x"));

    @BeforeEach
    void name() {
        log = new LogFile(folder.resolve("p.log"));
    }

    @Test
    void theTailIsTheLastLines() throws IOException {
        Files.writeString(log.path(), "one\n".repeat(5000) + "two\nthree\n");
        assertThat(log.tail(2)).isEqualTo("  two\n  three");
    }

    @Test
    void aMissingLogSaysSo() {
        assertThat(log.tail(2)).contains("p.log").contains("does not exist");
    }

    @Test
    void aNewRunKeepsTheOneBefore() throws IOException {
        Files.writeString(log.path(), "old");
        log.begin();
        assertThat(log.path()).doesNotExist();
        assertThat(folder.resolve("p.log.1")).hasContent("old");
    }

    @Test
    void aLargeLogIsCutWhileItIsWritten() throws IOException {
        var process = new ProcessBuilder("sh", "-c", "echo before; read go; echo after")
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()))
                .start();
        try (var in = process.outputWriter()) {
            await().until(() -> Files.readString(log.path()).equals("before\n"));
            log.bound(100);
            assertThat(log.path()).hasContent("before");
            log.bound(3);
            in.write("go\n");
            in.flush();
            assertThat(process.onExit().join().exitValue()).isZero();
        }
        assertThat(Files.readString(log.path())).isEqualTo("after\n");
        assertThat(folder.resolve("p.log.1")).hasContent("before");
    }
}
