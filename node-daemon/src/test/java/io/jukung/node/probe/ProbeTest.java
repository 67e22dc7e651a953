package io.jukung.node.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.codec.Yaml;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.node.probe.ProbeProgress.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeTest {

    private static final HandlerRunner RUNNER =
            new HandlerRunner(io.jukung.node.cri.CriClient.of(java.nio.file.Path.of("/nonexistent")));

    private static Probe probe(String yaml) {
        return Probe.of((ObjectValue) Yaml.readAll(yaml).getFirst());
    }

    private static HandlerRunner.Target target() {
        return new HandlerRunner.Target(
                "id",
                (ObjectValue) Yaml.readAll("{ports: [{name: http, containerPort: 81}]}")
                        .getFirst(),
                "127.0.0.1");
    }

    @Test
    void absentFieldsHaveKubernetesDefaults() {
        var probe = probe("{httpGet: {port: http}}");
        assertThat(probe.period()).isEqualTo(Duration.ofSeconds(10));
        assertThat(probe.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(probe.failureThreshold()).isEqualTo(3);
        assertThat(probe.successThreshold()).isEqualTo(1);
        assertThat(probe.handler())
                .isEqualTo(new Handler.HttpGet("http", "", new Handler.Port.ByName("http"), "/", Map.of()));
        assertThat(new Handler.Port.ByName("http").resolve(target().spec())).contains(81);
        assertThat(new Handler.Port.ByName("none").resolve(target().spec())).isEmpty();
    }

    /** Results as + and -; the verdict after each as P, F or ? (unknown). */
    @ParameterizedTest
    @CsvSource({
        "READINESS,1,3,----,FFFF",
        "READINESS,1,3,+--+---+,PPPPPPFP",
        "READINESS,2,1,+-++,FFFP",
        "LIVENESS,1,3,--+---,PPPPPF",
        "STARTUP,1,3,--+,??P",
        "STARTUP,1,3,---,??F"
    })
    void turnsOnlyAtItsThresholds(Probe.Purpose purpose, int successes, int failures, String results, String verdicts) {
        var probe = probe(
                "{tcpSocket: {port: 1}, successThreshold: " + successes + ", failureThreshold: " + failures + "}");
        var progress = ProbeProgress.starting(
                switch (purpose) {
                    case STARTUP -> Verdict.UNKNOWN;
                    case LIVENESS -> Verdict.PASSING;
                    case READINESS -> Verdict.FAILING;
                });
        var seen = new StringBuilder();
        for (int i = 0; i < results.length(); i++) {
            char result = results.charAt(i);
            progress = progress.after(result == '+', probe);
            seen.append(
                    switch (progress.verdict()) {
                        case UNKNOWN -> '?';
                        case PASSING -> 'P';
                        case FAILING -> 'F';
                    });
        }
        assertThat(seen).hasToString(verdicts);
    }

    /** Answers one connection with the text; the request's head is kept. */
    private static Thread answer(ServerSocket server, String text, AtomicReference<String> request) {
        return Thread.ofVirtual().start(() -> {
            try (var socket = server.accept()) {
                var head = new byte[4096];
                int read = socket.getInputStream().read(head);
                request.set(new String(head, 0, Math.max(0, read), StandardCharsets.UTF_8));
                socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static HandlerRunner.Result http(int port, String extra) {
        var probe = probe("{httpGet: {port: " + port + ", path: /healthz" + extra + "}}");
        return RUNNER.run(probe.handler(), target(), Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource({"200,true", "302,true", "399,true", "400,false", "404,false", "503,false"})
    void httpPassesFrom200To399(int status, boolean passes) throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var request = new AtomicReference<>("");
            answer(server, "HTTP/1.1 " + status + " X\r\n\r\n", request);
            var result = http(server.getLocalPort(), ", httpHeaders: [{name: Host, value: h.example}]");
            assertThat(result.passed()).isEqualTo(passes);
            assertThat(result.output()).isEqualTo(passes ? "" : "HTTP probe failed with statuscode: " + status);
            assertThat(request.get())
                    .startsWith("GET /healthz HTTP/1.1\r\n")
                    .containsOnlyOnce("Host: ")
                    .contains("Host: h.example\r\n", "User-Agent: kube-probe/");
        }
    }

    @Test
    void saysWhyNothingAnswered() throws Exception {
        int port;
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            assertThat(RUNNER.run(probe("{tcpSocket: {port: " + port + "}}").handler(), target(), Duration.ofSeconds(2))
                            .passed())
                    .isTrue();
        }
        var refused = "dial tcp 127.0.0.1:" + port + ": connect: connection refused";
        assertThat(http(port, "").output()).isEqualTo("Get \"http://127.0.0.1:" + port + "/healthz\": " + refused);
        assertThat(RUNNER.run(probe("{tcpSocket: {port: " + port + "}}").handler(), target(), Duration.ofSeconds(2))
                        .output())
                .isEqualTo(refused);
        assertThat(RUNNER.run(probe("{grpc: {port: " + port + "}}").handler(), target(), Duration.ofSeconds(2))
                        .output())
                .isEqualTo("timeout: failed to connect service \"127.0.0.1:" + port + "\" within 2s");
    }

    @Test
    void aSlowAnswerTimesOut() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var probe = probe("{httpGet: {port: " + server.getLocalPort() + "}}");
            assertThat(RUNNER.run(probe.handler(), target(), Duration.ofMillis(200))
                            .output())
                    .endsWith("context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
        }
    }
}
