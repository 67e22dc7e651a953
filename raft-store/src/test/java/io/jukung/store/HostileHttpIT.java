package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What no honest client sends: it gets an answer in HTTP's form, costs no more than its limit, and hurts nobody else. */
class HostileHttpIT {

    @RegisterExtension
    static final AttackedMember member = new AttackedMember();

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    private static String post(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: "
                + body.getBytes(StandardCharsets.ISO_8859_1).length + "\r\n\r\n" + body;
    }

    private static String put(String body) {
        return post("/v3/kv/put", body);
    }

    /** The status line of the first answer. */
    private static String statusOf(String request) throws IOException {
        try (var socket = member.connect()) {
            var out = socket.getOutputStream();
            try {
                out.write(request.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            } catch (SocketException e) {
                // It was answered before it was sent.
            }
            try {
                var line = reader(socket).readLine();
                return line == null ? "closed" : line.split(" ")[1];
            } catch (SocketTimeoutException e) {
                return "nothing";
            } catch (SocketException e) {
                return "reset";
            }
        }
    }

    @Test
    void everyMalformedRequestHasItsAnswer() throws Exception {
        Map<String, String> requests = new LinkedHashMap<>();
        requests.put("GET / HTTP/1.1\r\nX: " + "a".repeat(100_000) + "\r\n\r\n", "431");
        requests.put("GET / HTTP/1.1\r\n" + "X: y\r\n".repeat(20_000) + "\r\n", "431");
        requests.put("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n\r\n", "414");
        requests.put("\0\1\2\3\r\n\r\n", "400");
        requests.put("GET\r\n\r\n", "400");
        requests.put("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", "400");
        requests.put("POST /v3/kv/put HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", "400");
        requests.put("POST /v3/kv/put HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}", "400");
        requests.put(
                "POST /v3/kv/put HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n{}\r\n", "400");
        requests.put("POST /v3/kv/put HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000000\r\n\r\n{", "429");
        requests.put(put("{\"key\":\"" + "A".repeat(9 << 20) + "\"}"), "429");
        requests.put(put("{\"key\":\"YQ==\",\"value\":\"" + "A".repeat(4 << 20) + "\"}"), "429");
        requests.put(put("{\"key\":\"YQ==\",\"value\":\"" + "A".repeat(2_200_000) + "\"}"), "400");
        requests.put(put("{"), "400");
        requests.put(put("nonsense"), "400");
        requests.put(put("{\"a\":" + "[".repeat(500_000)), "400");
        requests.put(put("{\"a\":".repeat(100_000)), "400");
        requests.put(put("{\"lease\":" + "9".repeat(100_000) + "}"), "400");
        requests.put(put("{\"lease\":1e999999999}"), "400");
        requests.put(put("{\"key\":\"\u00ff\u00fe\"}"), "400");
        requests.put(put("{\"key\":\"\0\"}"), "400");
        requests.put(post("/v3/auth/user/get", "{\"name\":\"\\ud800\"}"), "400");
        requests.put(post("/v3/watch", "nonsense {}"), "400");
        requests.put(post("/v3/watch", "}}}}"), "400");
        requests.put(post("/v3/lease/keepalive", "[]"), "400");
        requests.put("TRACE /v3/kv/put HTTP/1.1\r\nHost: x\r\n\r\n", "501");
        requests.put("FOO /health HTTP/1.1\r\nHost: x\r\n\r\n", "405");
        requests.put("GET /health HTTP/1.0\r\n\r\n", "200");
        requests.put(
                "POST /v3/kv/put HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 14\r\n\r\n", "100");
        requests.put(upgrade(99), "426");
        requests.put(upgrade(13), "400");
        var wrong = new ArrayList<String>();
        for (var request : requests.entrySet()) {
            var status = statusOf(request.getKey());
            if (!status.equals(request.getValue())) {
                wrong.add(request.getKey()
                                .substring(0, Math.min(120, request.getKey().length())) + ": " + status + " instead of "
                        + request.getValue());
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static String upgrade(int version) {
        var head = """
            GET /v3/watch HTTP/1.1
            Host: x
            Connection: Upgrade
            Upgrade: websocket
            Sec-WebSocket-Version: %d

            """.formatted(version);
        return head.replace("\n", "\r\n");
    }

    @Test
    void anEndlessBodyIsCutOff() throws Exception {
        try (var socket = member.connect()) {
            var out = socket.getOutputStream();
            out.write("POST /v3/kv/put HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1));
            var part = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            int sent = 0;
            try {
                while (sent < 1024) {
                    out.write(part);
                    sent++;
                }
            } catch (IOException e) {
                // Cut off.
            }
            // 8 MiB of body, as much that is read away, and what the sockets hold.
            assertThat(sent).isLessThan(1024);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        try (var socket = member.connect()) {
            var requests = new StringBuilder();
            for (int i = 0; i < 3000; i++) {
                requests.append(i % 2 == 0 ? "GET /version HTTP/1.1\r\nHost: x\r\n\r\n" : put("{\"bad\""));
            }
            Thread.startVirtualThread(() -> {
                try {
                    socket.getOutputStream().write(requests.toString().getBytes(StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            var in = reader(socket);
            for (int i = 0; i < 3000; i++) {
                assertThat(nextStatus(in)).isEqualTo(i % 2 == 0 ? "200" : "400");
            }
        }
    }

    private static String nextStatus(BufferedReader in) throws IOException {
        var status = in.readLine().split(" ")[1];
        int length = 0;
        for (var line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        line.substring("content-length:".length()).strip());
            }
        }
        in.skip(length);
        return status;
    }

    /** Of 64 MB of events hardly any is held for the client that does not read, and another gets them all. */
    @Test
    void aWatcherWhoDoesNotReadHoldsNobodyUp() throws Exception {
        var http = member.http();
        try (var stuck = member.connect()) {
            OutputStream out = stuck.getOutputStream();
            out.write(post("/v3/watch", "{\"create_request\":{\"key\":\"c2xvdw==\"}}")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            assertThat(reader(stuck).readLine()).contains("200");
            var value = "AAAA".repeat(1 << 18);
            for (int i = 0; i < 64; i++) {
                assertThat(http.post("/v3/kv/put", "{\"key\":\"c2xvdw==\",\"value\":\"" + value + "\"}")
                                .statusCode())
                        .isEqualTo(200);
            }
            var events = http.lines("/v3/watch", "{\"create_request\":{\"key\":\"c2xvdw==\"}}", 1);
            assertThat(events).hasSize(1);
        }
    }

    @Test
    void manyWhoSayNothingDoNotKeepOthersOut() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                var socket = member.connect();
                silent.add(socket);
                socket.getOutputStream().write("POST /v3/kv/put HT".getBytes(StandardCharsets.ISO_8859_1));
            }
            assertThat(member.http().get("/health").statusCode()).isEqualTo(200);
        } finally {
            for (var socket : silent) {
                socket.close();
            }
        }
    }
}
