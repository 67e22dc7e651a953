package io.jukung.cli.srv;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.cli.JukungProcess;
import io.jukung.testing.FreePorts;
import io.jukung.testing.Needs;
import io.jukung.testing.RealTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real etcd's members, then ours, with the same flags and the same answers of a real name server, in a network namespace of
 * their own: both make the same cluster, ids and all.
 */
@Needs(
        tools = {"etcd", "etcdctl", "ip", "dnsmasq"},
        root = true)
class SrvDiscoveryIT {

    private static final Duration READY = Duration.ofSeconds(60);
    private static final String[] CLIENT = {
        "--discovery-srv=example.test", "--discovery-srv-name=blue", "--command-timeout=20s"
    };

    @TempDir
    private Path folder;

    private final String namespace = "jukung-srv-" + FreePorts.next();
    private final List<Process> started = new ArrayList<>();

    private record Ended(int code, String out, String err) {}

    /** What starts a program: a real one, or ours. */
    private interface Program {
        ProcessBuilder with(List<String> arguments);
    }

    private static Program real(String tool) {
        return arguments -> {
            var command = new ArrayList<String>();
            command.add(RealTools.get(tool).toString());
            command.addAll(arguments);
            return new ProcessBuilder(command);
        };
    }

    private static Program ours(String command) {
        return arguments -> {
            var all = new ArrayList<String>();
            all.add(command);
            all.addAll(arguments);
            return JukungProcess.builder(all);
        };
    }

    @BeforeEach
    void makeANamespaceWithANameServer() throws Exception {
        ip("netns", "add", namespace);
        ip("-n", namespace, "link", "set", "lo", "up");
        Files.createDirectories(settings());
        Files.writeString(settings().resolve("resolv.conf"), "nameserver 127.0.0.1\n");
        var flags = new ArrayList<>(List.of(
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--pid-file=",
                "--user=root",
                "--no-hosts",
                "--no-resolv",
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--local=/test/"));
        for (int i = 1; i <= 2; i++) {
            flags.add("--address=/m" + i + ".example.test/127.0.0." + i);
            flags.add("--srv-host=_etcd-server-blue._tcp.example.test,m" + i + ".example.test,2380");
            flags.add("--srv-host=_etcd-client-blue._tcp.example.test,m" + i + ".example.test,2379");
        }
        start(real("dnsmasq").with(flags), "dnsmasq");
        Awaitility.await()
                .atMost(READY)
                .until(() -> run(real("etcdctl").with(List.of("--discovery-srv=none.test", "get", "a")), "asking")
                        .err()
                        .contains("no such host"));
    }

    @AfterEach
    void cleanUp() throws Exception {
        stop(started);
        ip("netns", "del", namespace);
        Files.deleteIfExists(settings().resolve("resolv.conf"));
        Files.deleteIfExists(settings());
    }

    private Path settings() {
        return Path.of("/etc/netns", namespace);
    }

    private static void stop(List<Process> processes) throws InterruptedException {
        processes.forEach(Process::destroyForcibly);
        for (var process : processes) {
            process.waitFor(10, TimeUnit.SECONDS);
        }
        processes.clear();
    }

    private static void ip(String... arguments) throws IOException, InterruptedException {
        var process = real("ip").with(List.of(arguments)).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }

    private Process start(ProcessBuilder builder, String log) throws IOException {
        builder.command().addAll(0, List.of(RealTools.get("ip").toString(), "netns", "exec", namespace));
        var process = builder.redirectOutput(folder.resolve(log + ".out").toFile())
                .redirectError(folder.resolve(log + ".err").toFile())
                .start();
        started.add(process);
        return process;
    }

    private Ended run(ProcessBuilder builder, String log) throws IOException, InterruptedException {
        return ended(start(builder, log), log);
    }

    private Ended ended(Process process, String log) throws IOException, InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        started.remove(process);
        return new Ended(
                process.exitValue(),
                Files.readString(folder.resolve(log + ".out")),
                Files.readString(folder.resolve(log + ".err")));
    }

    /** The second says by its address who it is, not by the name that DNS has for it. */
    private List<String> member(String kind, int number, String peerHost) {
        var name = "m" + number + ".example.test";
        return List.of(
                "--name=node" + number,
                "--data-dir=" + folder.resolve(kind + number),
                "--listen-client-urls=http://127.0.0." + number + ":2379",
                "--advertise-client-urls=http://" + name + ":2379",
                "--listen-peer-urls=http://127.0.0." + number + ":2380",
                "--initial-advertise-peer-urls=http://" + peerHost + ":2380",
                "--unsafe-no-fsync",
                "--discovery-srv=example.test",
                "--discovery-srv-name=blue");
    }

    /** The cluster that two members make, as a client of the same DNS lists it. */
    private String cluster(String kind, Program program) throws Exception {
        start(program.with(member(kind, 1, "m1.example.test")), kind + 1);
        start(program.with(member(kind, 2, "127.0.0.2")), kind + 2);
        return Awaitility.await()
                .atMost(READY)
                .until(
                        () -> run(
                                        real("etcdctl").with(clientArguments("--command-timeout=2s", "member", "list")),
                                        "members")
                                .out(),
                        members -> members.split(", started, ", -1).length == 3);
    }

    private static List<String> clientArguments(String... command) {
        var arguments = new ArrayList<>(List.of(CLIENT));
        arguments.addAll(List.of(command));
        return arguments;
    }

    @Test
    void oursMakeOfTheSameAnswersWhatEtcdMakes() throws Exception {
        var etcds = cluster("real", real("etcd"));
        var strange = member("strange", 3, "127.0.0.3");
        var etcdsRefusal = run(real("etcd").with(strange), "strange-etcd");
        // The name server goes on.
        stop(started.subList(1, started.size()));

        assertThat(cluster("ours", ours("store"))).isEqualTo(etcds).contains("http://m2.example.test:2380");

        var green = List.of("--discovery-srv=example.test", "--discovery-srv-name=green", "get", "a");
        var stranger = start(ours("store").with(strange), "strange");
        var lister = start(ours("kv").with(clientArguments("member", "list")), "list");
        var lost = start(ours("kv").with(green), "lost");

        var refusal = ended(stranger, "strange");
        assertThat(refusal.code()).isEqualTo(etcdsRefusal.code()).isEqualTo(1);
        assertThat(etcdsRefusal.err()).contains("cannot find local etcd member \\\"node3\\\" in SRV records");
        assertThat(refusal.err()).contains("cannot find local etcd member \"node3\" in SRV records");

        assertThat(ended(lister, "list").out()).isEqualTo(etcds);

        var etcdctls = run(real("etcdctl").with(green), "lost-etcdctl");
        var nothing = ended(lost, "lost");
        assertThat(nothing.code()).isEqualTo(etcdctls.code()).isEqualTo(1);
        assertThat(nothing.err()).contains(etcdctls.err().replaceAll(" on [0-9.]+:53", ""));
    }
}
