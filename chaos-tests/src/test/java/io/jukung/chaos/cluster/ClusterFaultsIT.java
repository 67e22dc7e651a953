package io.jukung.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.StatusRuntimeException;
import io.jukung.chaos.cluster.Cluster.Trouble;
import io.jukung.chaos.cluster.ClusterPlan.Placement;
import io.jukung.chaos.cluster.ClusterPlan.Product;
import io.jukung.chaos.cluster.ClusterPlan.Storage;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.nemesis.Nemeses;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.testing.Needs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each fault bites, on three members of ours with a disk of their own each; and nothing of it is left. */
@Needs(
        root = true,
        tools = {"gcc", "ip", "nft", "mkfs.ext4"})
class ClusterFaultsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int SERVE_SECONDS = 180;

    @TempDir
    private static Path folder;

    private static Cluster cluster;
    private static Path directory;

    @BeforeAll
    static void found() throws Exception {
        directory = folder.toRealPath().resolve("run");
        var plan = new ClusterPlan(Product.JUKUNG, Placement.NAMESPACES, 3, List.of(), List.of(), Map.of(), directory);
        cluster = Clusters.create(plan.on(Storage.IMAGE));
    }

    /** Whatever the test before left. */
    @BeforeEach
    void allServe() throws Exception {
        cluster.network().heal();
        for (var member : cluster.members()) {
            cluster.resources().thaw(member);
            cluster.resources().unlimitCpu(member);
            cluster.resources().unlimitMemory(member);
            cluster.resume(member);
            cluster.switches(member).orElseThrow().rightDisk();
            if (!cluster.running(member)) {
                cluster.start(member);
            }
        }
        for (var member : cluster.members()) {
            cluster.awaitServing(member, SERVE_SECONDS);
        }
    }

    @AfterAll
    static void nothingIsLeft() throws Exception {
        long self = ProcessHandle.current().pid();
        assertThat(Leftovers.of(self, directory))
                .as("what is looked for is there")
                .hasSizeGreaterThan(8);
        cluster.close();
        assertThat(Leftovers.of(self, directory)).isEmpty();
        assertThat(directory.resolve("n1.log")).isNotEmptyFile();
    }

    @Test
    void whoIsCutOffHasNothingOfWhatIsWritten() throws Exception {
        put("n2", "cut", "before");
        await().atMost(PATIENCE).until(() -> local("n1", "cut").equals("before"));
        for (var other : List.of("n2", "n3")) {
            cluster.network().cut(other, "n1");
            cluster.network().cut("n1", other);
        }
        await().atMost(PATIENCE).ignoreExceptions().until(() -> put("n2", "cut", "after"));
        assertThat(local("n1", "cut")).isEqualTo("before");
        assertThatThrownBy(() -> cluster.awaitServing("n1", 2)).hasMessageContaining("n1 does not serve");
        cluster.network().heal();
        await().atMost(PATIENCE).until(() -> local("n1", "cut").equals("after"));
    }

    @Test
    void aCutIsOneWayAndOfOneLink() throws Exception {
        assertThat(connects("n1", "n2", 2)).isTrue();
        cluster.network().cut("n1", "n2");
        assertThat(connects("n1", "n2", 2)).isFalse();
        assertThat(connects("n3", "n2", 2)).isTrue();
        // The answer to a connection of the other's is cut, too; what says that it is one way is this packet's arrival.
        assertThat(received("n2", "n1")).isPositive();
        assertThat(received("n1", "n2")).isZero();
    }

    @Test
    void clientsAloneAreCutOff() throws Exception {
        cluster.network().cutClients("n2");
        assertThatThrownBy(() -> cluster.awaitServing("n2", 2)).hasMessageContaining("n2 does not serve");
        assertThat(connects("n1", "n2", 2)).isTrue();
    }

    @Test
    void linksAreDelayedLoseAndReset() throws Exception {
        cluster.network().trouble("n1", "n2", new Trouble.Delay(300, 0));
        long begun = System.nanoTime();
        assertThat(connects("n1", "n2", 5)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(290));
        cluster.network().heal();
        begun = System.nanoTime();
        assertThat(connects("n1", "n2", 5)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(290));
        cluster.network().trouble("n1", "n2", new Trouble.Loss(100));
        assertThat(connects("n1", "n2", 2)).isFalse();
        assertThat(connects("n1", "n3", 2)).isTrue();
        cluster.network().heal();
        cluster.network().trouble("n1", "n2", new Trouble.Reset());
        begun = System.nanoTime();
        assertThat(connects("n1", "n2", 5)).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void pausedAndFrozenDoNotAnswer() throws Exception {
        cluster.pause("n1");
        assertThat(cluster.paused("n1")).isTrue();
        assertThatThrownBy(() -> cluster.awaitServing("n1", 2)).hasMessageContaining("n1 does not serve");
        cluster.resume("n1");
        cluster.awaitServing("n1", SERVE_SECONDS);
        cluster.resources().freeze("n1");
        assertThatThrownBy(() -> cluster.awaitServing("n1", 2)).hasMessageContaining("n1 does not serve");
        // Nor would it die.
        cluster.kill("n1");
        assertThat(cluster.running("n1")).isFalse();
    }

    @Test
    void starvedOnesAreHeldBackByTheirGroup() throws Exception {
        cluster.resources().limitCpu("n1", 3);
        var stat = group("n1", "cpu").resolve("cpu.stat");
        await().atMost(PATIENCE)
                .until(() -> Files.readString(stat).lines().anyMatch(line -> line.matches("nr_throttled [1-9][0-9]*")));
    }

    /** Where a member's processes are. */
    private static Path group(String member, String controller) throws IOException {
        var groups = Files.readString(
                Path.of("/proc", cluster.pids(member).getFirst().toString(), "cgroup"));
        var path = groups.lines()
                .filter(line ->
                        line.contains("jukung-chaos-") && (line.contains(":" + controller) || line.startsWith("0:")))
                .findFirst()
                .orElseThrow()
                .replaceFirst("^[^/]*", "");
        return Stream.of("/sys/fs/cgroup/" + controller, "/sys/fs/cgroup")
                .map(root -> Path.of(root + path))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoMayTakeNoMoreMemoryIsSlowedOrKilled() throws Exception {
        cluster.resources().limitMemory("n1", 1024);
        // Asked before: the kernel may kill it at once.
        var group = group("n1", "memory");
        cluster.resources().limitMemory("n1", 1);
        var value = "m".repeat(100_000);
        for (int i = 0; i < 100; i++) {
            put("n2", "memory", value);
        }
        var hits = List.of("memory.failcnt", "memory.events").stream()
                .map(group::resolve)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
        await().atMost(PATIENCE)
                .until(() -> Files.readString(hits).lines().anyMatch(line -> line.matches("(max )?[1-9][0-9]*")));
        cluster.resources().unlimitMemory("n1");
    }

    @Test
    void withoutPowerWhatWasNotSyncedIsGoneAndWhatWasAcknowledgedIsNot() throws Exception {
        put("n1", "power", "on");
        var disk = cluster.data("n1").getParent();
        Files.writeString(disk.resolve("synced"), "a".repeat(8192), StandardOpenOption.CREATE, StandardOpenOption.SYNC);
        try (var channel = FileChannel.open(disk.resolve("synced"), StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.writeString(disk.resolve("synced"), "b".repeat(8192), StandardOpenOption.APPEND);
        Files.writeString(disk.resolve("never"), "c".repeat(8192));
        cluster.disk().losePower("n1");
        assertThat(cluster.running("n1")).isFalse();
        assertThat(disk.resolve("synced")).hasContent("a".repeat(8192));
        assertThat(Files.exists(disk.resolve("never")) ? Files.size(disk.resolve("never")) : 0)
                .isZero();
        cluster.start("n1");
        cluster.awaitServing("n1", SERVE_SECONDS);
        assertThat(local("n1", "power")).isEqualTo("on");
    }

    /** As {@code ip -n} and each start of a container do: the kernel keeps an unmounted disk for them. */
    @Test
    void powerComesBackToADiskThatWorksThoughAnotherHasACopyOfAllMounts() throws Exception {
        var other = new ProcessBuilder("unshare", "--mount", "sleep", "5").start();
        try {
            var mounts = Path.of("/proc/" + other.pid() + "/ns/mnt");
            var ours = Files.readSymbolicLink(Path.of("/proc/self/ns/mnt"));
            await().atMost(PATIENCE).until(() -> !Files.readSymbolicLink(mounts).equals(ours));
            cluster.disk().losePower("n1");
        } finally {
            other.destroyForcibly();
        }
        Files.write(cluster.data("n1").resolveSibling("works"), new byte[1]);
    }

    @Test
    void whatTheThreadsOfAMemberDoIsWrittenBesideItsLog() throws Exception {
        cluster.dumpThreads("n2");
        assertThat(cluster.log("n2").resolveSibling("n2.log.threads"))
                .content()
                .contains("store-net-1-1: ", "Full thread dump", "\"store-net-1-1\"");
    }

    @Test
    void aFullDiskTakesNoByteAndHasRoomAgain() throws Exception {
        var file = cluster.data("n3").resolveSibling("byte");
        cluster.disk().fill("n3");
        assertThatThrownBy(() -> Files.write(file, new byte[1 << 16])).isInstanceOf(IOException.class);
        cluster.disk().free("n3");
        Files.write(file, new byte[1 << 16]);
        Files.delete(file);
    }

    @Test
    void aProcessIsLiedToAboutItsClock() throws Exception {
        var switches = FaultSwitches.in(directory.resolve("try.switches"));
        switches.clock(3_600_000, 0);
        assertThat(date(switches))
                .isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3700));
        switches.clock(0, 0);
        assertThat(date(switches))
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        for (long pid : cluster.pids("n1")) {
            assertThat(Files.readString(Path.of("/proc", Long.toString(pid), "maps")))
                    .contains("libchaos-");
        }
    }

    @Test
    void anErrorOfTheDiskReachesAProcessAndAMember() throws Exception {
        var switches = FaultSwitches.in(directory.resolve("try.switches"));
        switches.syncErrors(1_000_000);
        var said = directory.resolve("dd");
        var command = List.of("dd", "if=/dev/zero", "of=" + directory.resolve("dd-file"), "count=1", "conv=fsync");
        var dd = started(command, switches, said);
        assertThat(dd.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(dd.exitValue()).isNotZero();
        assertThat(said).content().contains("Input/output error");

        var member = cluster.switches("n3").orElseThrow();
        long before = member.hits();
        member.syncErrors(1_000_000);
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            put("n1", "disk", "error");
            return member.hits() > before;
        });
    }

    @Test
    void aTornTailIsMadeAndTheMemberMendsItself() throws Exception {
        for (int i = 0; i < 20; i++) {
            put("n1", "tail", "x".repeat(600));
        }
        try (var nemesis = Nemeses.named("corrupt", cluster)) {
            var value = Edn.dict("whom", Edn.keyword("one"), "pick", Edn.of(1), "kind", Edn.keyword("tail"));
            var done = nemesis.invoke(new Invocation(Op.NEMESIS, "corrupt", value));
            assertThat(done).isInstanceOf(Edn.Dict.class);
            var torn = (Edn.Dict) done;
            assertThat(torn.get("file")).as("%s", done).isInstanceOf(Edn.Text.class);
            assertThat(((Edn.Int) torn.get("bytes")).value()).isPositive();
            // Not another one before that one is whole.
            assertThat(((Edn.Dict) nemesis.invoke(new Invocation(Op.NEMESIS, "repair", Edn.NIL))).get("replaced"))
                    .isInstanceOf(Edn.Vector.class);
            nemesis.heal();
        }
    }

    @Test
    void nothingOutlivesAHarnessThatIsKilled() throws Exception {
        var home = folder.toRealPath().resolve("dying");
        var output = folder.resolve("dying.out");
        var harness = Leftovers.harness(DyingHarness.class, home, output);
        try {
            await().atMost(PATIENCE).until(() -> Files.readString(output).contains("ready"));
            assertThat(Leftovers.of(harness.pid(), home)).hasSizeGreaterThan(5);
        } finally {
            harness.destroyForcibly();
        }
        await().atMost(PATIENCE).until(() -> Leftovers.of(harness.pid(), home), List::isEmpty);
    }

    private static Instant date(FaultSwitches switches) throws Exception {
        var said = directory.resolve("date");
        assertThat(started(List.of("date", "+%s"), switches, said).waitFor(20, TimeUnit.SECONDS))
                .isTrue();
        return Instant.ofEpochSecond(Long.parseLong(Files.readString(said).strip()));
    }

    private static Process started(List<String> command, FaultSwitches switches, Path said) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().putAll(switches.environment(directory));
        return builder.start();
    }

    /** Whether a TCP connection from one member's place to another's peer port is there within so many seconds. */
    private static boolean connects(String from, String to, int seconds) throws Exception {
        var peer = cluster.peer(to);
        return inPlaceOf(
                                from,
                                "timeout",
                                Integer.toString(seconds),
                                "bash",
                                "-c",
                                "exec 3<>/dev/tcp/" + peer.host() + "/" + peer.port())
                        .waitFor()
                == 0;
    }

    private static Process inPlaceOf(String member, String... command) throws IOException {
        var whole = new ArrayList<>(
                List.of("nsenter", "--net=/proc/" + cluster.pids(member).getFirst() + "/ns/net", "--"));
        whole.addAll(List.of(command));
        return new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** How many of some datagrams from one member's place arrive at the other's, where nobody listens. */
    private static long received(String from, String to) throws Exception {
        long before = unwanted(to);
        for (int i = 0; i < 3; i++) {
            inPlaceOf(
                            from,
                            "bash",
                            "-c",
                            "echo hello >/dev/udp/" + cluster.peer(to).host() + "/9999")
                    .waitFor();
        }
        return unwanted(to) - before;
    }

    /** Datagrams that came to a member's place for a port that nobody has: "Udp: InDatagrams NoPorts …". */
    private static long unwanted(String member) throws Exception {
        var counters = Files.readAllLines(
                Path.of("/proc", cluster.pids(member).getFirst().toString(), "net/snmp"));
        var udp = counters.stream()
                .filter(line -> line.startsWith("Udp: "))
                .toList()
                .get(1);
        return Long.parseLong(udp.split(" ")[2]);
    }

    private static boolean put(String member, String key, String value) {
        call(
                member,
                stub -> stub.put(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setValue(ByteString.copyFromUtf8(value))
                        .build()));
        return true;
    }

    /** What a member itself has, whatever the others do. */
    private static String local(String member, String key) {
        var answer = call(
                member,
                stub -> stub.range(RangeRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setSerializable(true)
                        .build()));
        return answer.getKvsCount() == 0 ? "" : answer.getKvs(0).getValue().toString(StandardCharsets.UTF_8);
    }

    private interface Request<R> {
        R on(KVGrpc.KVBlockingStub stub) throws StatusRuntimeException;
    }

    private static <R> R call(String member, Request<R> request) {
        var address = cluster.client(member);
        var channel = Grpc.newChannelBuilderForAddress(
                        address.host(), address.port(), InsecureChannelCredentials.create())
                .build();
        try {
            return request.on(KVGrpc.newBlockingStub(channel).withDeadlineAfter(5, TimeUnit.SECONDS));
        } finally {
            channel.shutdownNow();
        }
    }
}
