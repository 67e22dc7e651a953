package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jukung.proto.etcd.HashKVRequest;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.store.member.Quarantine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Files that are not what was written there: found, named, never served, and made good from the other members. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DamagedFilesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LARGE = "x".repeat(60_000);

    private Path directory;
    private final Map<String, String> written = new TreeMap<>();
    private TestCluster cluster;
    private int round;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        cluster = TestCluster.start(
                directory,
                3,
                config -> config.with(config.consensus().withSnapshots(50, 30, 1 << 20))
                        .with(new Integrity(Duration.ofSeconds(1), false)));
        write(60);
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    private void write(int count) throws Exception {
        var kv = new Kv(cluster.member(cluster.awaitLeader()));
        round++;
        for (int i = 0; i < count; i++) {
            var value = round + "-" + i + LARGE;
            kv.put("key" + i, value);
            written.put("key" + i, value);
        }
    }

    private interface Damage {
        void to(Path file) throws IOException;
    }

    private static void flip(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x10;
        Files.write(file, bytes);
    }

    private static void halve(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }

    private static void garble(Path file) throws IOException {
        Files.writeString(file, "\u0001?!\n");
    }

    /** The largest of that name in use, not of those that a member put aside in a test before. */
    private static Path find(Path under, String name) throws IOException {
        try (Stream<Path> files = Files.walk(under)) {
            return files.filter(file -> Files.isRegularFile(file)
                            && file.getFileName().toString().matches(name)
                            && !file.getParent().endsWith("damaged"))
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow(() -> new AssertionError("no " + name + " in " + under));
        }
    }

    private Path home(String member, String part) {
        return directory.resolve(member).resolve(part);
    }

    /** Damages a file of a member that does not run, and sees it come back with everything, the file named in the log. */
    private void damageAndRecover(String part, String name, Damage damage) throws Exception {
        try (var log = new LogLines()) {
            var member = cluster.aFollower();
            cluster.stop(member);
            var file = find(home(member, part), name);
            damage.to(file);
            // What it lacks when it comes back.
            write(3);
            long begun = System.nanoTime();
            cluster.startMember(member);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(log.lines())
                            .as("a line that names " + file)
                            .anyMatch(line -> line.contains(file.getFileName().toString()) && line.contains(member)));
            await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertHasEverything(member));
            System.out.printf("%s %s: recovered in %d ms%n", part, name, (System.nanoTime() - begun) / 1_000_000);
            assertAllHaveTheSame();
        }
    }

    private void assertHasEverything(String member) {
        var kv = new Kv(cluster.member(member));
        written.forEach(
                (key, value) -> assertThat(kv.getLocally(key).orElse("")).isEqualTo(value));
    }

    private void assertAllHaveTheSame() {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            var hashes = new HashSet<Integer>();
            for (var name : cluster.names()) {
                hashes.add(MaintenanceGrpc.newBlockingStub(cluster.member(name).inProcessChannel())
                        .hashKV(HashKVRequest.getDefaultInstance())
                        .getHash());
            }
            assertThat(hashes).hasSize(1);
        });
    }

    @Test
    void aFlippedBitInATable() throws Exception {
        damageAndRecover("state", ".*\\.sst", DamagedFilesIT::flip);
    }

    @Test
    void aTableThatIsTooShort() throws Exception {
        damageAndRecover("state", ".*\\.sst", DamagedFilesIT::halve);
    }

    @Test
    void aTableThatIsMissing() throws Exception {
        damageAndRecover("state", ".*\\.sst", Files::delete);
    }

    @Test
    void aFlippedBitInTheManifest() throws Exception {
        damageAndRecover("state", "MANIFEST-.*", DamagedFilesIT::flip);
    }

    @Test
    void theDatabasesCurrentFile() throws Exception {
        var member = cluster.aFollower();
        for (Damage damage : List.<Damage>of(DamagedFilesIT::garble, Files::delete)) {
            try (var log = new LogLines()) {
                cluster.stop(member);
                var state = home(member, "state");
                var file = state.resolve(
                                Files.readString(state.resolve("CURRENT")).strip())
                        .resolve("CURRENT");
                damage.to(file);
                cluster.startMember(member);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(log.lines())
                                .anyMatch(line ->
                                        line.contains(file.getParent().toString()) && line.contains("CURRENT")));
                await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertHasEverything(member));
                assertAllHaveTheSame();
            }
        }
    }

    @Test
    void whichStateIsCurrent() throws Exception {
        var member = cluster.aFollower();
        for (var text : List.of("?\n", "7000\n")) {
            try (var log = new LogLines()) {
                cluster.stop(member);
                Files.writeString(home(member, "state/CURRENT"), text);
                cluster.startMember(member);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(log.lines())
                                .anyMatch(line -> line.contains(home(member, "state/CURRENT") + " ")));
                await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertHasEverything(member));
                assertAllHaveTheSame();
            }
        }
    }

    /** As after a crash between the verdict and the copy. */
    @Test
    void aStateThatIsNotToBeUsed() throws Exception {
        try (var log = new LogLines()) {
            var member = cluster.aFollower();
            cluster.stop(member);
            new Quarantine("a test says so", Set.of()).write(home(member, "state"));
            cluster.startMember(member);
            assertThat(log.lines()).anyMatch(line -> line.endsWith("takes its place: a test says so"));
            await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertHasEverything(member));
            cluster.stop(member);
            log.lines().clear();
            cluster.startMember(member);
            assertThat(log.lines()).noneMatch(line -> line.contains("takes its place"));
            await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertHasEverything(member));
        }
    }

    /** All of it was applied and made durable: nobody needs it any more. */
    @Test
    void aFlippedBitInAFullLogFile() throws Exception {
        write(40);
        damageAndRecover("raft", "log_\\d+-\\d+", DamagedFilesIT::flip);
    }

    @Test
    void aFullLogFileThatIsTooShort() throws Exception {
        write(40);
        damageAndRecover("raft", "log_\\d+-\\d+", DamagedFilesIT::halve);
    }

    /** What it acknowledged may be in there: the others have to have committed without it before it takes part again. */
    @Test
    void aFlippedBitInTheLogFileThatIsWritten() throws Exception {
        damageAndRecover("raft", "log_inprogress_\\d+", file -> {
            var bytes = Files.readAllBytes(file);
            // In the first entry: others follow.
            bytes[40] ^= 0x10;
            Files.write(file, bytes);
        });
    }

    /** An entry that was being written when the power failed: half of it, then the zeros of the space made ahead. */
    @Test
    void aTornLastEntryIsNoDamage() throws Exception {
        try (var log = new LogLines()) {
            var member = cluster.aFollower();
            cluster.crash(member);
            var file = find(home(member, "raft"), "log_inprogress_\\d+");
            int end = endOfEntries(Files.readAllBytes(file));
            var torn = Arrays.copyOf(Arrays.copyOf(Files.readAllBytes(file), end), end + (64 << 10));
            // Its length says 8,192 bytes; all but the first few never reached the disk.
            torn[end] = (byte) 0x80;
            torn[end + 1] = 0x40;
            Arrays.fill(torn, end + 2, end + 100, (byte) 7);
            Files.write(file, torn);
            cluster.startMember(member);
            await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertHasEverything(member));
            assertThat(log.lines())
                    .anyMatch(line -> line.contains("was torn by a stop of the machine"))
                    .noneMatch(line -> line.contains("damaged"));
            assertAllHaveTheSame();
        }
    }

    private static int endOfEntries(byte[] log) {
        int at = 8;
        while (at < log.length && log[at] != 0) {
            long length = 0;
            int shift = 0;
            byte next;
            do {
                next = log[at++];
                length |= (long) (next & 0x7f) << shift;
                shift += 7;
            } while (next < 0);
            at += (int) length + Integer.BYTES;
        }
        return at;
    }

    /** A vote cannot be had back: the member says what to do. With the file as it was it starts again. */
    private void damageAndBeRefused(String part, String name, String expected, Damage damage) throws Exception {
        var member = cluster.aFollower();
        cluster.stop(member);
        var file = find(home(member, part), name);
        var before = Files.readAllBytes(file);
        damage.to(file);
        var refusal = Assertions.assertThrows(IOException.class, () -> cluster.startMember(member));
        assertThat(refusal)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(expected)
                .hasMessageContaining("'member remove");
        Files.write(file, before);
        cluster.startMember(member);
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertHasEverything(member));
    }

    @Test
    void theVote() throws Exception {
        damageAndBeRefused("raft", "raft-meta", "holds no term and vote", DamagedFilesIT::garble);
        damageAndBeRefused("raft", "raft-meta", "is missing", Files::delete);
        damageAndBeRefused(
                "raft",
                "raft-meta",
                "has term 0",
                file -> Files.writeString(file, Files.readString(file).replaceAll("term=\\d+", "term=0")));
    }

    /** As when the disk of the log is not mounted. */
    @Test
    void theWholeLog() throws Exception {
        var member = cluster.aFollower();
        cluster.crash(member);
        var log = home(member, "raft");
        var aside = Files.move(log, home(member, "raft-elsewhere"));
        Files.createDirectory(log);
        var refusal = Assertions.assertThrows(IOException.class, () -> cluster.startMember(member));
        assertThat(refusal).hasMessageContaining("there is no log in " + log).hasMessageContaining("'member remove");
        assertThat(log).isEmptyDirectory();
        Files.delete(log);
        Files.move(aside, log);
        cluster.startMember(member);
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertHasEverything(member));
    }

    @Test
    void theConfigurationOfTheLog() throws Exception {
        damageAndBeRefused("raft", "raft-meta\\.conf", "holds no configuration", DamagedFilesIT::garble);
        damageAndBeRefused(
                "raft", "raft-meta\\.conf", "holds no configuration", file -> Files.write(file, new byte[0]));
    }

    @Test
    void theIdentity() throws Exception {
        damageAndBeRefused("", "IDENTITY", "is damaged", DamagedFilesIT::flip);
        damageAndBeRefused("", "IDENTITY", "is damaged", DamagedFilesIT::garble);
    }
}
