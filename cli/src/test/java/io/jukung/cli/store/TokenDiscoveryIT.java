package io.jukung.cli.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.cli.CommandFailure;
import io.jukung.cli.JukungProcess;
import io.jukung.cli.kv.RealEtcd;
import io.jukung.store.StoreConfig;
import io.jukung.testing.FreePorts;
import io.jukung.testing.Needs;
import io.jukung.testing.RealTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusters founded by a token, with a real etcd as the discovery service. */
@Needs(tools = {"etcd", "etcdctl"})
class TokenDiscoveryIT {

    private static final Duration READY = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        started.forEach(Process::destroyForcibly);
        for (var process : started) {
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private record Member(String name, String client, String peer, List<String> flags) {

        static Member of(String name, Path folder, String token, String service) {
            var client = "http://127.0.0.1:" + FreePorts.next();
            var peer = "http://127.0.0.1:" + FreePorts.next();
            return new Member(
                    name,
                    client,
                    peer,
                    List.of(
                            "store",
                            "--name=" + name,
                            "--data-dir=" + folder.resolve(name),
                            "--listen-client-urls=" + client,
                            "--listen-peer-urls=" + peer,
                            "--unsafe-no-fsync",
                            "--disk-reserve-bytes=0",
                            "--discovery-token=" + token,
                            "--discovery-endpoints=" + service));
        }

        String listed() {
            return "started, " + name + ", " + peer + ", " + client + ", false";
        }
    }

    private Process start(Member member) throws IOException {
        var process = JukungProcess.builder(member.flags())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(log(member).toFile())
                .start();
        started.add(process);
        return process;
    }

    private Path log(Member member) {
        return folder.resolve(member.name() + ".log");
    }

    private static String etcdctl(String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(RealTools.get("etcdctl").toString());
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static List<String> members(Member through) throws IOException {
        return etcdctl("--endpoints=" + through.client(), "--command-timeout=1s", "member", "list")
                .lines()
                .toList();
    }

    @Test
    void threeFindEachOtherAndAFourthIsRefused() throws Exception {
        Member first;
        try (var service = RealEtcd.start(folder.resolve("service"))) {
            var registry = "--endpoints=" + service.endpoint();
            etcdctl(registry, "put", "/_etcd/registry/here/_config/size", "3");
            var members = Stream.of("a", "b", "c")
                    .map(name -> Member.of(name, folder, "here", service.endpoint()))
                    .toList();
            first = members.getFirst();
            for (var member : members) {
                start(member);
            }
            Awaitility.await()
                    .atMost(READY)
                    .untilAsserted(() -> assertThat(members(members.getFirst()))
                            .extracting(line -> line.substring(line.indexOf(' ') + 1))
                            .containsExactlyInAnyOrderElementsOf(
                                    members.stream().map(Member::listed).toList()));
            assertThat(etcdctl("--endpoints=" + members.getLast().client(), "put", "a", "1"))
                    .isEqualTo("OK\n");
            assertThat(etcdctl(registry, "get", "--prefix", "--keys-only", "/_etcd/registry/here/members/")
                            .lines()
                            .filter(line -> !line.isEmpty())
                            .map(key -> key.substring(key.lastIndexOf('/') + 1)))
                    .containsExactlyInAnyOrderElementsOf(members(first).stream()
                            .map(line -> line.substring(0, line.indexOf(',')))
                            .toList());

            var fourth = Member.of("d", folder, "here", service.endpoint());
            var refused = start(fourth);
            assertThat(refused.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(refused.exitValue()).isEqualTo(1);
            assertThat(Files.readString(log(fourth)))
                    .contains("failed to join discovery cluster (discovery: cluster is full)");
        }
        // The discovery service is gone: who has data does not ask it.
        var running = started.getFirst();
        running.destroy();
        assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
        start(first);
        Awaitility.await()
                .atMost(READY)
                .untilAsserted(
                        () -> assertThat(etcdctl("--endpoints=" + first.client(), "--command-timeout=1s", "get", "a"))
                                .isEqualTo("a\n1\n"));
    }

    private StoreConfig discovered(String name, String... more) throws InterruptedException {
        var flags = new ArrayList<>(List.of(
                "--name=" + name,
                "--data-dir=" + folder.resolve(name),
                "--listen-peer-urls=http://127.0.0.1:" + (name.charAt(0) + 1000),
                "--discovery-token=t"));
        flags.addAll(List.of(more));
        var values = DiscoveryFlagsTest.values(flags.toArray(String[]::new));
        return DiscoveryFlags.of(values).discover(MemberConfig.of(values, Instant.EPOCH, new ArrayList<>()));
    }

    @Test
    void whoComesFirstWaitsForTheOthersAndWithoutASizeNobodyBegins() throws Exception {
        try (var service = RealEtcd.start(folder.resolve("service"));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var endpoints = "--discovery-endpoints=" + service.endpoint();
            assertThatThrownBy(() -> discovered("a", endpoints))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("(discovery: size key not found)");
            etcdctl("--endpoints=" + service.endpoint(), "put", "/_etcd/registry/t/_config/size", "2");
            Callable<StoreConfig> waiting = () -> discovered("a", endpoints);
            var early = threads.submit(waiting);
            Awaitility.await()
                    .atMost(READY)
                    .until(() -> etcdctl(
                                    "--endpoints=" + service.endpoint(), "get", "--prefix", "/_etcd/registry/t/members")
                            .contains("a=http://127.0.0.1:1097"));
            assertThat(early.isDone()).isFalse();
            var late = discovered("b", endpoints);
            assertThat(late.bootstrap().initialCluster()).containsOnlyKeys("a", "b");
            assertThat(early.get(20, TimeUnit.SECONDS).bootstrap()).isEqualTo(late.bootstrap());
            assertThatThrownBy(() -> discovered("c", endpoints)).hasMessageContaining("cluster is full");
        }
    }

    @Test
    void theServiceMayWantTlsAndAUser() throws Exception {
        var directory = folder.resolve("service");
        try (var service = RealEtcd.startWithTls(directory)) {
            var certificate = directory.resolve("fixtures/client/cert.pem");
            var registry = new String[] {"--endpoints=https://" + service.endpoint(), "--cacert=" + certificate};
            for (var command : List.of(
                    "put /_etcd/registry/t/_config/size 1",
                    "user add root:secret",
                    "user grant-role root root",
                    "auth enable")) {
                etcdctl(Stream.concat(Stream.of(registry), Stream.of(command.split(" ")))
                        .toArray(String[]::new));
            }
            var flags = List.of(
                    "--discovery-endpoints=" + service.endpoint(),
                    "--discovery-cacert=" + certificate,
                    "--discovery-insecure-transport=false",
                    "--discovery-user=root");
            var right = Stream.concat(flags.stream(), Stream.of("--discovery-password=secret"))
                    .toArray(String[]::new);
            assertThat(discovered("a", right).bootstrap().initialCluster()).containsOnlyKeys("a");
            var wrong = Stream.concat(flags.stream(), Stream.of("--experimental-discovery-password=guessed"))
                    .toArray(String[]::new);
            assertThatThrownBy(() -> discovered("a", wrong))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("authentication failed, invalid user ID or password")
                    .hasMessageNotContaining("guessed");
        }
    }
}
