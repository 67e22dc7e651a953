package io.jukung.store.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jukung.store.tls.HandshakeLog;
import io.jukung.testing.ShortFuzz;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes on the peer port: whatever comes, every answer is a frame, and a caller who has not shown itself gets nothing done. */
class PeerFuzzTest {

    private static final int SHORT = 10_000;
    private static final PeerIdentity SELF = new PeerIdentity(7, 1);
    private static final UnpooledByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

    private static byte[] bytes(ByteBuf... frames) {
        ByteBuf all = Unpooled.wrappedBuffer(frames);
        try {
            return ByteBufUtil.getBytes(all);
        } finally {
            all.release();
        }
    }

    private static ByteBuf hello(long cluster, long member) {
        return PeerFrames.hello(ALLOCATOR, new PeerIdentity(cluster, member));
    }

    private static ByteBuf request(int method, long id, String payload) {
        return PeerFrames.frame(ALLOCATOR, PeerFrames.REQUEST, method, id, payload.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                bytes(hello(7, 2)),
                bytes(hello(8, 2)),
                bytes(hello(0, 0), request(13, 1, "")),
                bytes(hello(7, 2), request(5, 1, ""), request(99, 2, "x"), request(7, 3, "propose")),
                bytes(hello(7, 2), PeerFrames.empty(ALLOCATOR, PeerFrames.PING)),
                bytes(request(7, 1, "propose")),
                bytes(
                        hello(7, 2),
                        PeerFrames.frame(ALLOCATOR, PeerFrames.REPLY, 5, 1, new byte[] {1, 2}),
                        PeerFrames.frame(ALLOCATOR, PeerFrames.REFUSED, 5, 2, new byte[] {'n', 'o'}),
                        PeerFrames.empty(ALLOCATOR, PeerFrames.PONG)),
                bytes(hello(7, 2), PeerFrames.empty(ALLOCATOR, PeerFrames.REMOVED)));
    }

    @MethodSource("seeds")
    @FuzzTest
    void accepted(byte[] bytes) {
        var channel = new EmbeddedChannel();
        boolean[] greeted = {false};
        PeerFrames.addCodec(channel.pipeline());
        channel.pipeline()
                .addLast(new PeerInbound(
                        SELF,
                        (from, method, request) -> {
                            assertThat(greeted[0]).as("a hello came first").isTrue();
                            return CompletableFuture.completedFuture(request);
                        },
                        member -> {
                            greeted[0] = true;
                            return member == 3;
                        },
                        new HandshakeLog("fuzzed")));
        greeted[0] = startsWithNobodysHello(bytes);
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        channel.checkException();
        for (ByteBuf answer = channel.readOutbound(); answer != null; answer = channel.readOutbound()) {
            assertThat(answer.getInt(0)).isEqualTo(answer.readableBytes() - 4).isGreaterThanOrEqualTo(10);
            assertThat(answer.getByte(4)).isBetween(PeerFrames.HELLO, PeerFrames.REMOVED);
            answer.release();
        }
        channel.finishAndReleaseAll();
    }

    private static boolean startsWithNobodysHello(byte[] bytes) {
        return bytes.length > 4 && bytes[4] == PeerFrames.HELLO;
    }

    @MethodSource("seeds")
    @FuzzTest
    void opened(byte[] bytes) {
        var connection = new PeerConnection(SELF, 2);
        var channel = new EmbeddedChannel();
        PeerFrames.addCodec(channel.pipeline());
        channel.pipeline().addLast(connection);
        var reply = new CompletableFuture<byte[]>();
        connection.call(channel, PeerMethod.CURRENT_TERM, new byte[0], 1_000_000_000_000L, reply);
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        channel.checkException();
        channel.finishAndReleaseAll();
        assertThat(reply).isDone();
        if (reply.isCompletedExceptionally()) {
            assertThat(reply.exceptionNow()).isInstanceOf(PeerException.class);
        }
    }

    @Test
    void acceptedInEveryBuild() {
        ShortFuzz.run(getClass(), seeds().toList(), SHORT, this::accepted);
    }

    @Test
    void openedInEveryBuild() {
        ShortFuzz.run(getClass(), seeds().toList(), SHORT, this::opened);
    }
}
