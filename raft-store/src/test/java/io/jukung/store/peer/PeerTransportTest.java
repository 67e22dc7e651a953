package io.jukung.store.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jukung.testing.FreePorts;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.DataOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerTransportTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<PeerTransport> open = new ArrayList<>();

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(
            2, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

    @AfterEach
    void closeAll() {
        open.forEach(PeerTransport::close);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private PeerTransport member(long cluster, long id) {
        var transport = new PeerTransport(new PeerIdentity(cluster, id), loops, (EventLoop) loops.next(), null, null);
        open.add(transport);
        return transport;
    }

    private static int listen(PeerTransport transport, PeerHandler handler) throws Exception {
        int port = FreePorts.next();
        transport.listen(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)), handler);
        return port;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Throwable failureOf(CompletableFuture<byte[]> call) throws InterruptedException {
        try {
            call.get();
        } catch (ExecutionException e) {
            return e.getCause();
        }
        throw new AssertionError("the call succeeded");
    }

    @Test
    void manyCallsAtOnceEachGetTheirOwnReply() throws Exception {
        var callee = member(1, 2);
        int port = listen(
                callee,
                (from, method, request) -> CompletableFuture.supplyAsync(
                        () -> bytes(from + " " + method + " " + new String(request, StandardCharsets.UTF_8))));
        var caller = member(1, 1);
        caller.setAddress(2, InetSocketAddress.createUnresolved("127.0.0.1", port));
        var calls = new ArrayList<CompletableFuture<byte[]>>();
        for (int i = 0; i < 200; i++) {
            calls.add(caller.call(
                    2, i % 2 == 0 ? PeerMethod.CURRENT_TERM : PeerMethod.PROPOSE, bytes("call" + i), PATIENCE));
        }
        for (int i = 0; i < 200; i++) {
            assertThat(new String(calls.get(i).get(), StandardCharsets.UTF_8))
                    .isEqualTo("1 " + (i % 2 == 0 ? "CURRENT_TERM" : "PROPOSE") + " call" + i);
        }
    }

    @Test
    void aNewerProtocolIsRefusedWithBothVersions() throws Exception {
        int port = listen(member(1, 2), (from, method, request) -> new CompletableFuture<>());
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            var out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(32);
            out.writeByte(PeerFrames.HELLO);
            out.writeByte(0);
            out.writeLong(0);
            out.writeInt(0x4A4B5052);
            out.writeShort(2);
            out.writeLong(1);
            out.writeLong(1);
            out.flush();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("peer protocol version 2, expected 1");
        }
    }

    @Test
    void aMemberThatIsNotThereIsSurelyNotReached() throws Exception {
        var caller = member(1, 1);
        caller.setAddress(2, InetSocketAddress.createUnresolved("127.0.0.1", 1));
        assertThat(failureOf(caller.call(2, PeerMethod.PROPOSE, bytes("x"), PATIENCE)))
                .isInstanceOf(PeerException.NotSent.class);
        assertThat(failureOf(caller.call(3, PeerMethod.PROPOSE, bytes("x"), PATIENCE)))
                .isInstanceOf(PeerException.NotSent.class);
    }

    @Test
    void aReplyThatDoesNotComeIsNotTakenForANo() throws Exception {
        var callee = member(1, 2);
        int port = listen(callee, (from, method, request) -> new CompletableFuture<>());
        var caller = member(1, 1);
        caller.setAddress(2, InetSocketAddress.createUnresolved("127.0.0.1", port));
        assertThat(failureOf(caller.call(2, PeerMethod.PROPOSE, bytes("x"), Duration.ofMillis(50))))
                .isInstanceOf(PeerException.NoReply.class);
    }

    @Test
    void aFailingHandlerIsARefusalWithItsReason() throws Exception {
        var callee = member(1, 2);
        int port = listen(
                callee,
                (from, method, request) -> CompletableFuture.failedFuture(new IllegalStateException("not today")));
        var caller = member(1, 1);
        caller.setAddress(2, InetSocketAddress.createUnresolved("127.0.0.1", port));
        assertThat(failureOf(caller.call(2, PeerMethod.PROPOSE, bytes("x"), PATIENCE)))
                .isInstanceOf(PeerException.Refused.class)
                .hasMessageContaining("not today");
    }

    @Test
    void aRemovedMemberLosesItsConnectionsAndIsToldWhy() throws Exception {
        var callee = member(1, 2);
        int port = listen(callee, (from, method, request) -> CompletableFuture.completedFuture(request));
        var caller = member(1, 1);
        var told = new CompletableFuture<Void>();
        caller.onRemoved(() -> told.complete(null));
        caller.setAddress(2, InetSocketAddress.createUnresolved("127.0.0.1", port));
        assertThat(caller.call(2, PeerMethod.PROPOSE, bytes("x"), PATIENCE).get())
                .isEqualTo(bytes("x"));

        callee.refuse(Set.of(1L));
        await().atMost(PATIENCE).until(() -> {
            caller.call(2, PeerMethod.PROPOSE, bytes("x"), PATIENCE);
            return told.isDone();
        });
        callee.refuse(Set.of());
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        caller.call(2, PeerMethod.PROPOSE, bytes("x"), PATIENCE).get().length == 1);
    }

    @Test
    void aForgottenMemberIsNotCalled() throws Exception {
        var callee = member(1, 2);
        int port = listen(callee, (from, method, request) -> CompletableFuture.completedFuture(request));
        var caller = member(1, 1);
        var address = InetSocketAddress.createUnresolved("127.0.0.1", port);
        caller.suggestAddress(2, address);
        caller.suggestAddress(2, InetSocketAddress.createUnresolved("127.0.0.1", 1));
        assertThat(caller.call(2, PeerMethod.PROPOSE, bytes("x"), PATIENCE).get())
                .isEqualTo(bytes("x"));
        caller.forget(2);
        assertThat(failureOf(caller.call(2, PeerMethod.PROPOSE, bytes("x"), PATIENCE)))
                .isInstanceOf(PeerException.NotSent.class);
    }

    @Test
    void whoIsNoMemberMayOnlyAskWhoTheyAre() throws Exception {
        var callee = member(1, 2);
        int port = listen(
                callee, (from, method, request) -> CompletableFuture.completedFuture(bytes(from + " " + method)));
        var address = InetSocketAddress.createUnresolved("127.0.0.1", port);
        assertThat(PeerTransport.askWhoTheMembersAre((EventLoop) loops.next(), address, null, PATIENCE)
                        .get())
                .isEqualTo(bytes("0 CLUSTER_MEMBERS"));
        var nobody = member(0, 0);
        nobody.setAddress(2, address);
        assertThat(failureOf(nobody.call(2, PeerMethod.CURRENT_TERM, bytes(""), PATIENCE)))
                .isInstanceOf(PeerException.class);
    }

    @Test
    void membersOfAnotherClusterAreTurnedAway() throws Exception {
        var callee = member(7, 2);
        int port = listen(callee, (from, method, request) -> CompletableFuture.completedFuture(request));
        var caller = member(8, 1);
        caller.setAddress(2, InetSocketAddress.createUnresolved("127.0.0.1", port));
        assertThat(failureOf(caller.call(2, PeerMethod.PROPOSE, bytes("x"), PATIENCE)))
                .isInstanceOf(PeerException.NotSent.class)
                .hasMessageContaining("cluster ID mismatch");
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        var first = member(1, 1);
        int port = listen(first, (from, method, request) -> CompletableFuture.completedFuture(request));
        var second = member(1, 2);
        assertThatThrownBy(() -> second.listen(
                        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)),
                        (from, method, request) -> CompletableFuture.completedFuture(request)))
                .hasMessageContaining("cannot listen for peers on ")
                .hasMessageContaining(":" + port);
    }

    @Test
    void whoIsToldOfATimeOutMayCallAgainAtOnce() throws Exception {
        var callee = member(1, 2);
        int port = listen(callee, (from, method, request) -> new CompletableFuture<>());
        var caller = member(1, 1);
        caller.setAddress(2, InetSocketAddress.createUnresolved("127.0.0.1", port));
        var again = new ArrayList<CompletableFuture<byte[]>>();
        for (int i = 0; i < 8; i++) {
            again.add(caller.call(2, PeerMethod.PROPOSE, bytes("x"), Duration.ofMillis(100))
                    .exceptionallyCompose(
                            failure -> caller.call(2, PeerMethod.PROPOSE, bytes("y"), Duration.ofMillis(100))));
        }
        for (var call : again) {
            assertThat(failureOf(call)).hasMessageContaining("timed out");
        }
    }

    /** As a machine does that lost its power or its network: it greets, then nothing more is heard of it. */
    @Test
    void aConnectionThatFallsSilentIsGivenUpAndMadeAnew() throws Exception {
        try (var silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            var caller = member(1, 1);
            caller.setAddress(2, InetSocketAddress.createUnresolved("127.0.0.1", silent.getLocalPort()));
            var first = caller.call(2, PeerMethod.PROPOSE, bytes("x"), Duration.ofMinutes(10));
            try (var before = silent.accept()) {
                greet(before);
                assertThat(failureOf(first))
                        .isInstanceOf(PeerException.NoReply.class)
                        .hasMessageContaining("nothing heard");
                caller.call(2, PeerMethod.PROPOSE, bytes("y"), PATIENCE);
                silent.setSoTimeout((int) PATIENCE.toMillis());
                silent.accept().close();
            }
        }
    }

    private static void greet(Socket socket) throws Exception {
        var hello = PeerFrames.hello(UnpooledByteBufAllocator.DEFAULT, new PeerIdentity(1, 2));
        hello.readBytes(socket.getOutputStream(), hello.readableBytes());
        hello.release();
    }

    @Test
    void aConnectionWithNothingToSayStaysOpen() throws Exception {
        var callee = member(1, 2);
        var calls = new AtomicInteger();
        int port = listen(callee, (from, method, request) -> {
            calls.incrementAndGet();
            return new CompletableFuture<>();
        });
        var caller = member(1, 1);
        caller.setAddress(2, InetSocketAddress.createUnresolved("127.0.0.1", port));
        assertThat(failureOf(caller.call(2, PeerMethod.PROPOSE, bytes("x"), Duration.ofSeconds(5))))
                .as("timed out, not given up as silent")
                .hasMessageContaining("timed out");
        assertThat(calls).hasValue(1);
    }

    @Test
    void aMemberThatStopsLeavesNoConnectionOpen() throws Exception {
        for (int i = 0; i < 20; i++) {
            var callee = member(1, 2);
            int port = listen(callee, (from, method, request) -> new CompletableFuture<>());
            var caller = member(1, 1);
            caller.setAddress(2, InetSocketAddress.createUnresolved("127.0.0.1", port));
            var log = caller.call(2, PeerMethod.PROPOSE, bytes("x"), Duration.ofMillis(1));
            var control = caller.call(2, PeerMethod.CURRENT_TERM, bytes("x"), Duration.ofMillis(1));
            failureOf(log);
            failureOf(control);
            callee.close();
            for (var method : List.of(PeerMethod.PROPOSE, PeerMethod.CURRENT_TERM)) {
                assertThat(failureOf(caller.call(2, method, bytes("x"), PATIENCE)))
                        .as("round " + i + ", " + method)
                        .hasMessageNotContaining("nothing heard");
            }
            caller.close();
        }
    }
}
