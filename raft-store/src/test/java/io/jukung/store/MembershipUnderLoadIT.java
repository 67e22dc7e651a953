package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.jukung.testing.FreePorts;
import io.jukung.testing.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From one member to five and back to three, each a process of its own, some killed, while clients write. */
@Needs(tools = "etcdctl")
class MembershipUnderLoadIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WRITERS = 2;
    private static final Duration PACE = Duration.ofMillis(2);

    private static final class Member {
        private final String name;
        private final String client;
        private final String peer;
        private final boolean founder;
        private Process process;

        Member(String name, boolean founder) {
            var ports = FreePorts.next(2);
            this.name = name;
            this.founder = founder;
            this.client = "127.0.0.1:" + ports.get(0);
            this.peer = "http://127.0.0.1:" + ports.get(1);
        }

        void start(Path directory, String initialCluster) throws IOException {
            var arguments = new ArrayList<>(
                    List.of(name, directory.resolve(name).toString(), "http://" + client, initialCluster));
            if (!founder) {
                arguments.add("existing");
            }
            process = MemberProcess.start(arguments.toArray(String[]::new));
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private final Map<String, Member> members = new ConcurrentSkipListMap<>();
    /** What each acknowledged write was answered: its revision, by key. */
    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

    private final AtomicBoolean stop = new AtomicBoolean();
    private final List<Thread> writers = new ArrayList<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void start() throws Exception {
        var first = new Member("p1", true);
        members.put("p1", first);
        first.start(directory, initialCluster());
        await().atMost(PATIENCE).until(() -> etcdctl().run("endpoint", "health").exit() == 0);
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            writers.add(Thread.ofPlatform().start(() -> write(writer)));
        }
    }

    @AfterEach
    void stopAll() throws Exception {
        stop.set(true);
        for (var writer : writers) {
            writer.join();
        }
        for (var member : members.values()) {
            member.kill();
        }
    }

    private String initialCluster() {
        return members.values().stream()
                .map(member -> member.name + "=" + member.peer)
                .collect(Collectors.joining(","));
    }

    private Etcdctl etcdctl() {
        return new Etcdctl(
                members.values().stream().map(member -> member.client).collect(Collectors.joining(",")),
                "--command-timeout=5s");
    }

    /** New keys, one after the other, of whichever member answers. */
    private void write(int writer) {
        var channels = new HashMap<String, ManagedChannel>();
        try {
            for (int i = 0; !stop.get(); i++) {
                var now = List.copyOf(members.values());
                var client = now.get((writer + i / 50) % now.size()).client;
                var channel = channels.computeIfAbsent(
                        client,
                        address -> NettyChannelBuilder.forTarget(address)
                                .usePlaintext()
                                .build());
                var key = "w" + writer + "-" + i;
                try {
                    acknowledged.put(key, new Kv(channel).put(key, key));
                } catch (StatusRuntimeException unknownOutcome) {
                    i += 50 - i % 50; // of another member
                }
                // As fast as can be, members that start would have no processor left.
                LockSupport.parkNanos(PACE.toNanos());
            }
        } finally {
            channels.values().forEach(ManagedChannel::shutdownNow);
        }
    }

    private void awaitMoreWrites() {
        int before = acknowledged.size();
        await().atMost(PATIENCE).until(() -> acknowledged.size() > before + 60);
    }

    private void add(String name) throws Exception {
        var member = new Member(name, false);
        var etcdctl = etcdctl();
        // Not before the one added last takes part and all answer.
        await().atMost(PATIENCE)
                .until(() -> etcdctl.run("member", "add", name, "--peer-urls=" + member.peer)
                                .exit()
                        == 0);
        members.put(name, member);
        member.start(directory, initialCluster());
        awaitHealthy(name);
    }

    private void awaitHealthy(String name) {
        var one = new Etcdctl(members.get(name).client, "--command-timeout=2s");
        await().atMost(PATIENCE).until(() -> one.run("endpoint", "health").exit() == 0);
    }

    private void killAndRestart(String name) throws Exception {
        members.get(name).kill();
        awaitMoreWrites();
        members.get(name).start(directory, initialCluster());
        awaitHealthy(name);
    }

    private String id(String name) {
        return etcdctl()
                .ok("member", "list")
                .lines()
                .map(line -> List.of(line.split(", ")))
                .filter(fields -> fields.get(2).equals(name))
                .findFirst()
                .orElseThrow()
                .getFirst();
    }

    private String leader() {
        return await().atMost(PATIENCE)
                .until(
                        () -> etcdctl()
                                .ok("endpoint", "status")
                                .lines()
                                .map(line -> List.of(line.split(", ")))
                                .filter(fields -> fields.get(4).equals("true"))
                                .map(fields -> members.values().stream()
                                        .filter(member -> member.client.equals(fields.getFirst()))
                                        .findFirst()
                                        .orElseThrow()
                                        .name)
                                .findFirst()
                                .orElse(""),
                        name -> !name.isEmpty());
    }

    private void remove(String name) throws Exception {
        var id = id(name);
        var etcdctl = etcdctl();
        await().atMost(PATIENCE).until(() -> {
            var result = etcdctl.run("member", "remove", id);
            return result.exit() == 0 || result.err().contains("member not found");
        });
        var process = members.get(name).process;
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as(name + " ends when it is removed")
                .isTrue();
        assertThat(process.exitValue()).isZero();
        members.remove(name);
    }

    @Test
    void nothingAcknowledgedIsLost() throws Exception {
        add("p2");
        add("p3");
        killAndRestart(leader());
        add("p4");
        add("p5");
        killAndRestart("p4");
        remove(leader());
        awaitMoreWrites();
        var second = members.keySet().stream()
                .filter(name -> !name.equals("p5"))
                .findFirst()
                .orElseThrow();
        killAndRestart("p5");
        remove(second);
        awaitMoreWrites();
        stop.set(true);
        for (var writer : writers) {
            writer.join();
        }

        assertThat(members).hasSize(3);
        // Two leaders at once would have given one revision to two writes.
        assertThat(acknowledged.values()).doesNotHaveDuplicates();
        for (var member : members.values()) {
            var etcdctl = new Etcdctl(member.client, "--command-timeout=8s");
            etcdctl.ok("get", "barrier");
            var found = Pattern.compile("^w\\d+-\\d+$", Pattern.MULTILINE)
                    .matcher(etcdctl.ok("get", "w", "--prefix", "--keys-only", "--consistency=s"))
                    .results()
                    .map(match -> match.group())
                    .collect(Collectors.toSet());
            assertThat(found).as(member.name).containsAll(acknowledged.keySet());
        }
        var hashes = etcdctl()
                .ok("endpoint", "hashkv")
                .lines()
                .map(line -> line.substring(line.indexOf(',')))
                .collect(Collectors.toSet());
        assertThat(hashes).hasSize(1);
    }
}
