package io.jukung.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.chaos.check.Verdict.Validity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportServerTest {

    @TempDir
    private Path parent;

    private Path store;
    private ReportServer server;

    @BeforeEach
    void serve() throws IOException {
        store = Files.createDirectory(parent.resolve("store"));
        Files.writeString(parent.resolve("secret.txt"), "not for you");
        Files.writeString(Files.createDirectory(parent.resolve("store-2")).resolve("secret.txt"), "not for you");
        RunReport.write(store, SampleRun.of(1, List.of(SampleRun.verdict(Validity.VALID))), Map.of());
        server = new ReportServer(store, InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void showsRunsAndTheirFiles() throws IOException {
        assertThat(get("/")).startsWith("HTTP/1.1 200").contains("register-partition", "text/html");
        assertThat(get("/latest/")).startsWith("HTTP/1.1 200").contains("Timeline of each operation");
        assertThat(get("/latest/history.edn")).startsWith("HTTP/1.1 200").contains("{:type :invoke", "text/plain");
        assertThat(get("/latest/rate.svg")).contains("image/svg+xml", "nosniff", "default-src 'none'");
        assertThat(get("/register-partition")).startsWith("HTTP/1.1 301").contains("Location: /register-partition/");
        assertThat(get("/register-partition/")).contains("href=\"./20261128T123456.789Z/\"");
    }

    @Test
    void namesInListingsAreEscaped() throws IOException {
        var odd = Files.createDirectory(store.resolve("odd"));
        Files.writeString(odd.resolve("a<b>&\"c d%:ü.txt"), "odd");

        assertThat(get("/odd/")).contains("<a href=\"./a%3Cb%3E%26%22c%20d%25%3A%C3%BC.txt\">a&lt;b&gt;&amp;&quot;c d%:ü.txt</a>");
        assertThat(get("/odd/a%3Cb%3E%26%22c%20d%25%3A%C3%BC.txt")).startsWith("HTTP/1.1 200").endsWith("odd\r\n0\r\n\r\n");
    }

    @Test
    void nothingOutsideOfTheStoreIsShown() throws IOException {
        Files.createSymbolicLink(store.resolve("link.txt"), parent.resolve("secret.txt"));
        Files.createSymbolicLink(store.resolve("up"), parent);
        Files.createSymbolicLink(store.resolve("loop"), store.resolve("loop"));
        Files.createSymbolicLink(Files.createDirectory(store.resolve("d")).resolve("index.html"), parent.resolve("secret.txt"));

        for (var path : List.of("/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/latest/../../../../secret.txt",
                "/link.txt", "/up/secret.txt", "/up/", "/loop", "/d/", "//" + parent + "/secret.txt",
                "/%2F" + parent + "/secret.txt", "/../store-2/secret.txt", "/no-such", "/a%00b",
                "/latest/history.edn/x", "/" + "x".repeat(5000))) {
            assertThat(get(path)).as(path).startsWith("HTTP/1.1 404").doesNotContain("not for you");
        }
    }

    @Test
    void onlyReads() throws IOException {
        assertThat(request("DELETE /latest/history.edn", "localhost")).startsWith("HTTP/1.1 405").contains("Allow: GET, HEAD");
        assertThat(request("HEAD /latest/history.edn", "localhost")).startsWith("HTTP/1.1 200").doesNotContain(":invoke");
    }

    @Test
    void answersToNamesOfThisMachineAlone() throws IOException {
        assertThat(request("GET /", "rebound.example.org")).startsWith("HTTP/1.1 421");
        assertThat(request("GET /", "127.0.0.1:" + server.port())).startsWith("HTTP/1.1 200");
        assertThat(request("GET /", "[::1]:80")).startsWith("HTTP/1.1 200");
    }

    private String get(String path) throws IOException {
        return request("GET " + path, "localhost:" + server.port());
    }

    /** By hand, as a client of the JDK would tidy paths up. */
    private String request(String line, String host) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write((line + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
