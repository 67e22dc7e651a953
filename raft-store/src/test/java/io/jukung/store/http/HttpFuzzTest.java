package io.jukung.store.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jukung.store.HttpSettings;
import io.jukung.testing.ShortFuzz;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes where HTTP/1.1 is spoken: what is answered is HTTP, the parts of a body are handed on once, and no buffer is lost. */
class HttpFuzzTest {

    private static final int SHORT = 10_000;

    /** Answers with what it got. */
    private static BodyReader echo(Exchange exchange) {
        exchange.wantBody();
        return new BodyReader() {
            private final ByteArrayOutputStream body = new ByteArrayOutputStream();

            @Override
            public void data(ByteBuf part) {
                assertThat(part.refCnt()).isPositive();
                body.writeBytes(ByteBufUtil.getBytes(part));
                exchange.wantBody();
            }

            @Override
            public void end() {
                exchange.answer(HttpAnswer.of(200, "text/plain", body.toByteArray()));
            }

            @Override
            public void writable() {
                // Answers come whole.
            }

            @Override
            public void gone() {
                body.reset();
            }
        };
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "GET /page?a=b&a=%20 HTTP/1.1\r\nHost: x\r\n\r\n",
                        "POST /echo/ HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET /page HTTP/1.1\r\n\r\n",
                        "POST /echo/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nTrailer: z\r\n\r\n",
                        "POST /echo/ HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n",
                        "OPTIONS /echo/ HTTP/1.1\r\nOrigin: http://a\r\nConnection: close\r\n\r\n",
                        "HEAD /page HTTP/1.1\r\n\r\n",
                        String.join(
                                "\r\n",
                                "GET /v3/watch HTTP/1.1",
                                "Connection: Upgrade",
                                "Upgrade: websocket",
                                "Sec-WebSocket-Version: 13",
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                                "Sec-WebSocket-Protocol: Bearer, token",
                                "",
                                "\u0081\u0085\u0000\u0000\u0000\u0000hello"),
                        "GET /%zz HTTP/1.1\r\n\r\n",
                        "\u0000\r\n")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource("seeds")
    @FuzzTest
    void connection(byte[] bytes) {
        Page page = head -> java.util.concurrent.CompletableFuture.completedFuture(HttpAnswer.text(200, "page"));
        var front = new HttpFront(
                HttpSettings.DEFAULT,
                Map.of(
                        "/page",
                        page.onGet(),
                        "/echo/",
                        (head, exchange) -> echo(exchange),
                        "/v3/",
                        (head, exchange) -> echo(exchange)));
        var channel = new EmbeddedChannel();
        new HttpConnections(front).accept(channel.pipeline(), false);
        var in = Unpooled.wrappedBuffer(bytes);
        channel.writeInbound(in);
        channel.runPendingTasks();
        channel.checkException();
        var out = new ByteArrayOutputStream();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            out.writeBytes(ByteBufUtil.getBytes(part));
            part.release();
        }
        if (out.size() > 0) {
            assertThat(out.toString(StandardCharsets.ISO_8859_1)).startsWith("HTTP/1.1 ");
        }
        channel.finishAndReleaseAll();
        assertThat(in.refCnt()).isEqualTo(bytes.length == 0 ? 1 : 0);
    }

    @Test
    void inEveryBuild() {
        ShortFuzz.run(getClass(), seeds().toList(), SHORT, this::connection);
    }
}
