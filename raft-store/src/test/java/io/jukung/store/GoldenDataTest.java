package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jukung.proto.etcd.AuthGrpc;
import io.jukung.proto.etcd.AuthenticateRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Data directories that a release has written are opened, and all is there. Each format has a folder
 * {@code golden-data/<format>} with the directories of three members and what they hold as text; they are never written
 * again, but there may be another beside it, such as {@code 1b}, which has in its log what the first has not. The directory of {@code m1} is of a member that was killed and has all in its log, that of {@code m2} was stopped,
 * that of {@code m3} was killed after its log had been cut behind snapshots.
 *
 * <p>A new format: {@code -Djukung.golden.write=<format>} makes its folder with {@link #write}.
 */
class GoldenDataTest {

    private static final Path FILES = Path.of("src/test/resources/io/jukung/store/golden-data");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Fields come by their number: the header, if there is one, stands before those above it. */
    private static final Pattern COMMAND =
            Pattern.compile("\"request\":\\{(?:\"request_id\":\"\\d+\",)?(?:\"header\":\\{[^}]*},)?\"(\\w+)\"");

    private static final List<String> MEMBERS = List.of("m1", "m2", "m3");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"1, m1", "1, m2", "1, m3", "1b, m1", "1b, m2", "1b, m3", "2, m1", "2, m2", "2, m3"})
    void allThatWasWrittenIsRead(String format, String name) throws Exception {
        unzip(FILES.resolve(format).resolve(name + ".zip"), directory.resolve(name));
        try (var cluster = TestCluster.prepare(directory, 3)) {
            // The other two are not there, nor are the addresses they had: it goes on alone.
            cluster.startMember(
                    name,
                    config -> config.with(new Bootstrap(
                            config.bootstrap().initialCluster(),
                            config.bootstrap().token(),
                            Bootstrap.State.NEW,
                            true)));
            var member = cluster.member(name);
            member.awaitReady(PATIENCE);
            var golden = new GoldenData(member.inProcessChannel());
            assertThat(golden.read())
                    .isEqualTo(Files.readAllLines(FILES.resolve(format).resolve("content.txt")));
            assertThat(AuthGrpc.newBlockingStub(member.inProcessChannel())
                            .authenticate(AuthenticateRequest.newBuilder()
                                    .setName("alice")
                                    .setPassword("secret of alice")
                                    .build())
                            .getToken())
                    .isNotEmpty();
        }
    }

    /** Makes the folder of a format; fails if a kind of command is missing in its logs. */
    @Test
    void write() throws Exception {
        var format = System.getProperty("jukung.golden.write", "");
        assumeTrue(!format.isEmpty(), "only when a format is released");
        var folder = Files.createDirectories(FILES.resolve(format));
        try (var cluster = TestCluster.prepare(directory, 3)) {
            for (var name : cluster.names()) {
                cluster.startMember(
                        name,
                        config -> config.with(
                                name.equals("m3")
                                        ? config.consensus().withSnapshots(20, 5, 1 << 20)
                                        : config.consensus().withSnapshots(10_000, 5_000, 1 << 20)));
            }
            cluster.awaitReady();
            var golden = new GoldenData(cluster.member("m2").inProcessChannel());
            await().until(() -> golden.read().contains("version 3.6.0"));
            golden.write();
            new RareCommands(cluster, cluster.awaitLeader()).write();
            await().until(() -> golden.read().contains("version 3.6.0"));
            Files.write(folder.resolve("content.txt"), golden.read());
            for (var name : MEMBERS) {
                var other = new GoldenData(cluster.member(name).inProcessChannel());
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(other.read()).isEqualTo(golden.read()));
            }
            cluster.crash("m1");
            cluster.crash("m3");
            cluster.stop("m2");
        }
        var missing = new TreeSet<>(commandNames());
        LogDump.write(
                directory.resolve("m1"),
                line -> COMMAND.matcher(line).results().forEach(found -> missing.remove(found.group(1))));
        assertThat(missing).isEmpty();
        for (var name : MEMBERS) {
            zip(directory.resolve(name), folder.resolve(name + ".zip"));
        }
    }

    private static Set<String> commandNames() {
        var names = new TreeSet<String>();
        io.jukung.proto.store.v1.LoggedCommand.getDescriptor()
                .getOneofs()
                .getFirst()
                .getFields()
                .forEach(field -> names.add(field.getName()));
        return names;
    }

    private static void zip(Path from, Path to) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(to));
                var files = Files.walk(from)) {
            for (var file : new ArrayList<>(files.sorted().toList())) {
                var name = from.relativize(file).toString();
                // RocksDB's own notes are large, and nobody reads them.
                if (Files.isRegularFile(file) && !file.getFileName().toString().startsWith("LOG")) {
                    var entry = new ZipEntry(name);
                    entry.setTime(0);
                    zip.putNextEntry(entry);
                    Files.copy(file, zip);
                    zip.closeEntry();
                } else if (Files.isDirectory(file) && !name.isEmpty()) {
                    zip.putNextEntry(new ZipEntry(name + "/"));
                    zip.closeEntry();
                }
            }
        }
    }

    private static void unzip(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var zip = new ZipInputStream(Files.newInputStream(from))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                var file = to.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(zip, file);
                }
            }
        }
    }
}
