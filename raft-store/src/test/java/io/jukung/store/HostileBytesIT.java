package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bytes that are no HTTP/2, no gRPC or no member's: the connection ends with the protocol's error, and nobody else notices. */
class HostileBytesIT {

    private static final int IDLE = 2500;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    @RegisterExtension
    static final AttackedMember member = new AttackedMember();

    /** What comes back until the other end closes. */
    private static String answer(Socket connection, byte[] bytes) throws IOException {
        try (var socket = connection) {
            try {
                socket.getOutputStream().write(bytes);
            } catch (SocketException e) {
                // It was closed before all was sent.
            }
            var answer = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(answer);
            } catch (SocketException e) {
                // Closed with some of it unread.
            }
            return answer.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private static byte[] bytes(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] frame(int length, int type, int flags, int stream, byte[] payload) {
        return bytes(
                new byte[] {
                    (byte) (length >> 16),
                    (byte) (length >> 8),
                    (byte) length,
                    (byte) type,
                    (byte) flags,
                    (byte) (stream >> 24),
                    (byte) (stream >> 16),
                    (byte) (stream >> 8),
                    (byte) stream
                },
                payload);
    }

    private static byte[] frame(int type, int flags, int stream, byte... payload) {
        return frame(payload.length, type, flags, stream, payload);
    }

    private static byte[] header(String name, String value) {
        return bytes(
                new byte[] {0, (byte) name.length()},
                name.getBytes(StandardCharsets.US_ASCII),
                new byte[] {(byte) value.length()},
                value.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] call(String path) {
        return bytes(
                header(":method", "POST"),
                header(":scheme", "http"),
                header(":path", path),
                header("te", "trailers"),
                header("content-type", "application/grpc"));
    }

    private static final byte[] PREFACE =
            bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII), frame(SETTINGS, 0, 0));

    /** How the connection ends: GOAWAY with its code. */
    private static String endOf(byte[]... frames) throws IOException {
        var answer = answer(member.connect(), bytes(PREFACE, bytes(frames)));
        var bytes = answer.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at + 9 <= bytes.length; ) {
            int length = ((bytes[at] & 0xff) << 16) | ((bytes[at + 1] & 0xff) << 8) | (bytes[at + 2] & 0xff);
            if (bytes[at + 3] == 7) {
                return "GOAWAY " + (bytes[at + 9 + 7] & 0xff);
            }
            at += 9 + length;
        }
        return answer.isEmpty() ? "closed" : "closed after an answer";
    }

    @Test
    void whatIsNoHttp2EndsTheConnection() throws Exception {
        Map<String, byte[]> wrong = new LinkedHashMap<>();
        wrong.put("headers of no stream", frame(HEADERS, END_HEADERS, 0, call("/etcdserverpb.KV/Range")));
        wrong.put("headers of an even stream", frame(HEADERS, END_HEADERS, 2, call("/etcdserverpb.KV/Range")));
        wrong.put("a continuation of nothing", frame(CONTINUATION, END_HEADERS, 1, new byte[] {0}));
        wrong.put("data of no call", frame(DATA, END_STREAM, 1, new byte[5]));
        wrong.put("a frame of 16 MiB", frame(0xffffff, DATA, 0, 1, new byte[0]));
        wrong.put("settings cut off", frame(SETTINGS, 0, 0, new byte[5]));
        wrong.put("a setting out of range", frame(SETTINGS, 0, 0, new byte[] {0, 4, -1, -1, -1, -1}));
        wrong.put("a ping cut off", frame(PING, 0, 0, new byte[3]));
        wrong.put("a window beyond 2^31", frame(WINDOW_UPDATE, 0, 0, new byte[] {0x7f, -1, -1, -1}));
        wrong.put("no HPACK", frame(HEADERS, END_HEADERS, 1, new byte[] {-1, -1, -1, -1, -1, -1, -1}));
        for (var frames : wrong.entrySet()) {
            assertThat(endOf(frames.getValue())).as(frames.getKey()).matches("GOAWAY [1-9][0-9]*");
        }
    }

    /** Headers that never end: HTTP/2 lets them, so there is a limit to their size. */
    @Test
    void headersWithoutEnd() throws Exception {
        var endless = new ByteArrayOutputStream();
        endless.writeBytes(frame(HEADERS, 0, 1, call("/etcdserverpb.KV/Range")));
        for (int i = 0; i < 10_000; i++) {
            endless.writeBytes(frame(CONTINUATION, 0, 1, header("x".repeat(100), "y".repeat(100))));
        }
        assertThat(endOf(endless.toByteArray())).matches("GOAWAY .*|closed");
    }

    /** gRPC's status, its code as a number, of a Range whose message is these bytes. */
    private static String statusOf(byte... message) throws IOException, Http2Exception {
        try (var socket = member.connect()) {
            socket.getOutputStream()
                    .write(bytes(
                            PREFACE,
                            frame(HEADERS, END_HEADERS, 1, call("/etcdserverpb.KV/Range")),
                            frame(DATA, END_STREAM, 1, message)));
            var in = new DataInputStream(socket.getInputStream());
            var decoder = new DefaultHttp2HeadersDecoder();
            while (true) {
                int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.skipBytes(1 + Integer.BYTES);
                byte[] payload = in.readNBytes(length);
                if (type == HEADERS) {
                    var headers = decoder.decodeHeaders(1, Unpooled.wrappedBuffer(payload));
                    if (headers.contains("grpc-status")) {
                        var text = headers.get("grpc-message");
                        return headers.get("grpc-status") + (text == null ? "" : " " + text);
                    }
                } else if (type == RST_STREAM) {
                    return "reset " + payload[3];
                }
            }
        }
    }

    @Test
    void messagesThatAreNone() throws Exception {
        assertThat(statusOf((byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 3, (byte) 10, (byte) 1, (byte) 'a'))
                .isEqualTo("0");
        assertThat(statusOf((byte) 0, (byte) 0x7f, (byte) -1, (byte) -1, (byte) -1))
                .as("2 GiB")
                .startsWith("8 ");
        assertThat(statusOf((byte) 1, (byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 0))
                .as("compressed, but not said how")
                .startsWith("13 ");
        assertThat(statusOf((byte) 7, (byte) 0, (byte) 0, (byte) 0, (byte) 0))
                .as("reserved bits")
                .startsWith("13 ");
        assertThat(statusOf((byte) 0, (byte) 0, (byte) 0)).as("cut off").startsWith("13 ");
        assertThat(statusOf((byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 3, (byte) -1, (byte) -1, (byte) -1))
                .as("no protobuf")
                .startsWith("13 grpc: error unmarshalling request: ");
    }

    @Test
    void whoIsNoMemberGetsNothingFromThePeerPort() throws Exception {
        var garbage = List.of(
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                PREFACE,
                new byte[] {3, 0, 0, 0, 2, 1},
                new byte[] {-1, -1, -1, -1},
                new byte[] {0, 0, 0, 0},
                new byte[] {0, 0, 0, 10, 2, 7, 0, 0, 0, 0, 0, 0, 0, 1},
                new byte[] {0, 0, 0, 10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        for (var bytes : garbage) {
            var answer = answer(member.connectAsPeer(), bytes);
            // Nothing, or a refusal in words.
            assertThat(answer).matches("(?s)|.{4}\u0004.*(hello|member).*");
        }
    }

    @Test
    void thousandsWhoKeepAConnectionAndSayNothingMore() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < IDLE; i++) {
                var socket = member.connect();
                idle.add(socket);
                socket.getOutputStream().write(PREFACE);
            }
            for (var socket : idle) {
                assertThat(socket.getInputStream().read()).as("its settings").isNotNegative();
            }
            var http = member.http();
            for (int i = 0; i < 20; i++) {
                assertThat(http.post("/v3/kv/put", "{\"key\":\"YQ==\",\"value\":\"YQ==\"}")
                                .statusCode())
                        .isEqualTo(200);
            }
        } finally {
            for (var socket : idle) {
                socket.close();
            }
        }
    }
}
