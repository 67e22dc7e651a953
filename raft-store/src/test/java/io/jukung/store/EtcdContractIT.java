package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.jukung.store.contract.Check;
import io.jukung.store.contract.Contract;
import io.jukung.store.contract.Server;
import io.jukung.store.contract.Transcripts;
import io.jukung.store.contract.Transcripts.Block;
import io.jukung.testing.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * One suite, two servers: every check runs against a real etcd 3.5 and against us. What etcd says must be what is
 * written down in {@code contract/<topic>.txt}, and so must what we say, but for the checks in
 * {@code contract/differences.txt}, which has what we say instead and why: there we must say exactly that.
 *
 * <p>{@code -Djukung.contract.accept} writes these files anew; a difference that is new stands there as unreviewed,
 * and the test fails until it has a reason.
 */
@Needs(tools = {"etcd", "etcdctl"})
class EtcdContractIT {

    private static final Path FILES = Path.of("src/test/resources/io/jukung/store/contract");
    private static final Path DIFFERENCES = FILES.resolve("differences.txt");
    private static final List<String> UNREVIEWED = List.of("UNREVIEWED");
    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(1);
    private static final String FAILED = "the check failed: ";
    private static final boolean ACCEPT = System.getProperty("jukung.contract.accept") != null;

    @TempDir
    private static Path directory;

    private static RealEtcd etcd;
    private static TestCluster cluster;
    private static Server theirs;
    private static Server ours;
    private static Map<String, Block> differences;
    private static final Map<String, Map<String, Block>> RECORDED = new LinkedHashMap<>();
    private static final Map<String, Block> DIFFERING = new LinkedHashMap<>();

    @BeforeAll
    static void start() throws Exception {
        etcd = RealEtcd.start(
                directory.resolve("etcd"),
                "--experimental-watch-progress-notify-interval=" + PROGRESS_INTERVAL.toMillis() + "ms");
        cluster = TestCluster.start(
                directory,
                1,
                config -> config.with(
                        new Limits(config.limits().maxTxnOps(), config.limits().maxRequestBytes(), PROGRESS_INTERVAL)));
        theirs = Server.connect(etcd.endpoint());
        ours = Server.connect(cluster.endpoints());
        differences = Transcripts.read(DIFFERENCES);
    }

    @AfterAll
    static void stop() throws IOException {
        ours.close();
        theirs.close();
        cluster.close();
        etcd.close();
        if (ACCEPT) {
            for (var topic : RECORDED.entrySet()) {
                Transcripts.write(FILES.resolve(topic.getKey() + ".txt"), topic.getValue());
            }
            Transcripts.write(DIFFERENCES, DIFFERING);
        }
    }

    private static List<String> notes(Server server, Check check) {
        try {
            return server.run(check);
        } catch (Exception | AssertionError e) {
            return List.of(FAILED + e);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyStatement() {
        return Contract.checks().stream().map(check -> dynamicTest(check.id(), () -> compare(check)));
    }

    private static void compare(Check check) throws IOException {
        List<String> their;
        List<String> our;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = CompletableFuture.supplyAsync(() -> notes(theirs, check), threads);
            our = notes(ours, check);
            their = asked.join();
        }
        assertThat(their).as("the check itself, against etcd").noneMatch(note -> note.startsWith(FAILED));
        var known = differences.get(check.id());
        if (ACCEPT) {
            RECORDED.computeIfAbsent(check.topic(), topic -> new LinkedHashMap<>())
                    .put(check.name(), new Block(List.of(), their));
            if (!our.equals(their)) {
                DIFFERING.put(check.id(), new Block(known == null ? UNREVIEWED : known.reason(), our));
            }
            return;
        }
        var written = Transcripts.read(FILES.resolve(check.topic() + ".txt")).get(check.name());
        assertThat(written).as("what is written of %s", check.id()).isNotNull();
        assertThat(their).as("what etcd says, and what is written of it").isEqualTo(written.notes());
        if (known == null) {
            assertThat(our).as("what we say, and what is written of etcd").isEqualTo(written.notes());
        } else {
            assertThat(our).as("a difference that is none any more").isNotEqualTo(written.notes());
            assertThat(our).as("what we say, and the known difference").isEqualTo(known.notes());
        }
    }

    @Test
    void everyDifferenceHasAReasonAndACheck() {
        assertThat(differences.values()).extracting(Block::reason).doesNotContain(UNREVIEWED, List.of());
        assertThat(Contract.checks())
                .extracting(Check::id)
                .doesNotHaveDuplicates()
                .containsAll(differences.keySet());
    }
}
