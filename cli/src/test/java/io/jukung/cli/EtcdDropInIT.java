package io.jukung.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.pki.ClusterPki;
import io.jukung.api.server.pki.Subject;
import io.jukung.testing.FreePorts;
import io.jukung.testing.Needs;
import io.jukung.testing.RealTools;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program under the name etcd, started as kubeadm's static pod starts etcd. */
@Needs(tools = "etcdctl")
class EtcdDropInIT {

    private static final Duration READY = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final BlockingQueue<String> notices = new LinkedBlockingQueue<>();
    private Path etcd = Path.of("etcd");

    @BeforeEach
    void link() throws IOException {
        etcd = Files.createSymbolicLink(
                folder.resolve("etcd"), RealTools.projectRoot().resolve("jukung"));
    }

    @AfterEach
    void stop() {
        started.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
        started.forEach(Process::destroyForcibly);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private record Ended(int code, String out, String err) {}

    private Process start(Path log, Map<String, String> environment, List<String> command) throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(log.toFile())
                .redirectOutput(folder.resolve("out").toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        started.add(process);
        return process;
    }

    private Ended run(String... command) throws IOException, InterruptedException {
        var log = folder.resolve("err");
        var process = start(log, Map.of(), List.of(command));
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(folder.resolve("out")), Files.readString(log));
    }

    /** As systemd does. */
    private Path listenForNotices() throws InterruptedException {
        var path = folder.resolve("notify");
        new Bootstrap()
                .group(loop)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
                        notices.add(packet.content().toString(StandardCharsets.UTF_8));
                    }
                })
                .bind(new DomainSocketAddress(path.toString()))
                .sync();
        return path;
    }

    @Test
    void kubeadmsFlagsGiveAMemberOverTls() throws Exception {
        var pki = ClusterPki.createOrLoad(folder.resolve("pki"));
        var serving = pki.server("server", new Subject("server", List.of()), List.of("127.0.0.1", "localhost"));
        var peer = pki.server("peer", new Subject("peer", List.of()), List.of("127.0.0.1", "localhost"));
        var client = pki.client("client", new Subject("client", List.of()));
        var clientUrl = "https://127.0.0.1:" + FreePorts.next();
        var peerUrl = "https://127.0.0.1:" + FreePorts.next();
        var log = folder.resolve("log");
        var member = start(
                log,
                Map.of("NOTIFY_SOCKET", listenForNotices().toString(), "ETCD_MINE", "secret", "ETCD_NAME", "other"),
                List.of(
                        etcd.toString(),
                        "--advertise-client-urls=" + clientUrl,
                        "--cert-file=" + serving.certFile(),
                        "--client-cert-auth=true",
                        "--data-dir=" + folder.resolve("data"),
                        "--experimental-initial-corrupt-check=true",
                        "--experimental-watch-progress-notify-interval=5s",
                        "--feature-gates=InitialCorruptCheck=true",
                        "--initial-advertise-peer-urls=" + peerUrl,
                        "--initial-cluster=node=" + peerUrl,
                        "--key-file=" + serving.keyFile(),
                        "--listen-client-urls=" + clientUrl,
                        "--listen-metrics-urls=http://127.0.0.1:" + FreePorts.next(),
                        "--listen-peer-urls=" + peerUrl,
                        "--name=node",
                        "--peer-cert-file=" + peer.certFile(),
                        "--peer-client-cert-auth=true",
                        "--peer-key-file=" + peer.keyFile(),
                        "--peer-trusted-ca-file=" + pki.caFile(),
                        "--snapshot-count=10000",
                        "--trusted-ca-file=" + pki.caFile()));

        Awaitility.await()
                .atMost(READY)
                .until(() -> !member.isAlive() || Files.readString(log).contains("\"ready to serve client requests\""));
        assertThat(Files.readString(log)).contains("\"msg\":\"ready to serve client requests\"");
        assertThat(notices.poll(10, TimeUnit.SECONDS)).isEqualTo("READY=1");
        assertThat(Files.readAllLines(log))
                .allSatisfy(line -> assertThat(Json.read(line)).isInstanceOf(ObjectValue.class));
        assertThat(Files.readString(log))
                .contains("unrecognized environment variable ETCD_MINE", "ETCD_NAME loses to --name")
                .doesNotContain("secret");

        var etcdctl = RealTools.get("etcdctl").toString();
        var tls = new String[] {
            etcdctl,
            "--endpoints=" + clientUrl,
            "--cacert=" + pki.caFile(),
            "--cert=" + client.certFile(),
            "--key=" + client.keyFile()
        };
        assertThat(run(with(tls, "put", "a", "1")).out()).isEqualTo("OK\n");
        assertThat(run(with(tls, "get", "a")).out()).isEqualTo("a\n1\n");
        assertThat(run(with(tls, "member", "list")).out()).contains("started, node, " + peerUrl + ", " + clientUrl);
        assertThat(run(
                                etcdctl,
                                "--endpoints=" + clientUrl,
                                "--cacert=" + pki.caFile(),
                                "--command-timeout=1s",
                                "get",
                                "a")
                        .code())
                .isNotZero();

        member.destroy();
        assertThat(member.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(member.exitValue()).isZero();
    }

    private static String[] with(String[] first, String... more) {
        var all = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }

    @Test
    void itSaysWhatToolsTakeApart() throws Exception {
        var version = run(etcd.toString(), "--version");
        assertThat(version.code()).isZero();
        assertThat(version.out().lines())
                .hasSize(4)
                .satisfiesExactly(
                        line -> assertThat(line).matches("etcd Version: 3\\.\\d+\\.\\d+"),
                        line -> assertThat(line).startsWith("Git SHA: "),
                        line -> assertThat(line).startsWith("Go Version: "),
                        line -> assertThat(line).startsWith("Go OS/Arch: linux/"));
        var wrong = run(etcd.toString(), "--nonsense");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("flag provided but not defined: -nonsense");
    }
}
