package io.jukung.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.cli.CommandFailure;
import io.jukung.cli.kv.SnapshotText;
import io.jukung.store.backup.SnapshotStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Output as etcdutl 3.5 prints it, and what is said of files that are no snapshots. */
class SnapshotCommandsTest {

    private static final SnapshotStatus STATUS = new SnapshotStatus(0x947af296, 7, 17, 24576);

    @TempDir
    private Path directory;

    private static String printed(String format) {
        var out = new ByteArrayOutputStream();
        SnapshotText.print(STATUS, format, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theStatusIsPrintedAsEtcdutlDoes() {
        assertThat(printed("simple")).isEqualTo("947af296, 7, 17, 25 kB\n");
        assertThat(printed("json"))
                .isEqualTo("{\"hash\":2491085462,\"revision\":7,\"totalKey\":17,\"totalSize\":24576}\n");
        assertThat(printed("fields")).isEqualTo("""
                        "Hash" : 2491085462
                        "Revision" : 7
                        "Keys" : 17
                        "Size" : 24576
                        """);
        assertThat(printed("table")).isEqualTo("""
                        +----------+----------+------------+------------+
                        |   HASH   | REVISION | TOTAL KEYS | TOTAL SIZE |
                        +----------+----------+------------+------------+
                        | 947af296 |        7 |         17 |      25 kB |
                        +----------+----------+------------+------------+
                        """);
    }

    private void assertFails(Callable<Integer> command, String message, String... arguments) {
        new CommandLine(command).parseArgs(arguments);
        assertThatThrownBy(command::call).isInstanceOf(CommandFailure.class).hasMessageContaining(message);
    }

    private void assertRestoreFails(String message, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--data-dir=" + directory.resolve("data"));
        assertFails(new SnapshotRestoreCommand(), message, all.toArray(String[]::new));
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void whatIsNoSnapshotIsRefused() throws IOException {
        var none = directory.resolve("none").toString();
        var text = Files.writeString(directory.resolve("text"), "not a database at all")
                .toString();
        assertFails(new SnapshotStatusCommand(), none + " does not exist", none);
        assertFails(new SnapshotStatusCommand(), "not a bbolt database", text);
        assertRestoreFails(none + " does not exist", none);
        assertRestoreFails("snapshot missing hash but --skip-hash-check=false", text);
        assertRestoreFails("not a bbolt database", text, "--skip-hash-check");
        assertRestoreFails("expected either FILE or --from-backup DIR");
        assertRestoreFails("expected either FILE or --from-backup DIR", text, "--from-backup=" + none);
        assertRestoreFails("--revision: needs --from-backup", text, "--revision=5");
        assertRestoreFails(none + " does not exist", "--from-backup=" + none);
        assertRestoreFails("there is no backup in " + directory, "--from-backup=" + directory);
        assertRestoreFails("--mark-compacted is required", text, "--bump-revision=5");
        assertRestoreFails("--initial-cluster: has no member named m1", text, "--name=m1");
        assertRestoreFails(
                "--initial-advertise-peer-urls: [http://localhost:2381]",
                text,
                "--initial-advertise-peer-urls=http://localhost:2381");
    }

    @Test
    void aDirectoryThatIsInUseIsLeftAlone() throws IOException {
        var used = Files.createDirectory(directory.resolve("used"));
        Files.writeString(used.resolve("something"), "here");
        assertFails(
                new SnapshotRestoreCommand(),
                "data-dir \"" + used + "\" is not empty",
                "x",
                "--skip-hash-check",
                "--data-dir=" + used);
        assertThat(used.resolve("something")).hasContent("here");
    }

    @Test
    void aDirectoryWithoutLogHasNothingToDump() {
        assertFails(new DumpLogCommand(), "it has no directory raft", directory.toString());
    }
}
