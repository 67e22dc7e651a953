package io.jukung.store.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.store.TestPki;
import io.jukung.store.TestPki.Issued;
import io.jukung.store.TlsFiles;
import io.jukung.store.TlsFiles.KeyPairFiles;
import io.jukung.store.TlsFiles.NameKind;
import io.jukung.store.TlsProtocols;
import io.jukung.store.tls.TlsClient;
import io.jukung.store.tls.TlsServer;
import io.jukung.testing.FreePorts;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members check each other: by CA, by address, by name, by revocation. */
class PeerTlsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private final List<PeerTransport> open = new ArrayList<>();
    private final ExecutorService handshakes = Executors.newFixedThreadPool(2);
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(
            2, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    private TestPki pki;

    @BeforeEach
    void makeAuthority() throws IOException {
        pki = TestPki.make(folder);
    }

    @AfterEach
    void closeAll() {
        open.forEach(PeerTransport::close);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        handshakes.shutdownNow();
    }

    private TlsFiles files(Issued own, List<String> commonNames, @Nullable Path crl) {
        var pair = new KeyPairFiles(own.certificateFile(), own.keyFile());
        return new TlsFiles(pair, pair, pki.ca(), true, crl, commonNames, NameKind.COMMON_NAME, true, false);
    }

    private PeerTransport member(long id, TlsFiles files) throws IOException {
        var transport = new PeerTransport(
                new PeerIdentity(1, id),
                loops,
                (EventLoop) loops.next(),
                TlsServer.of(files, TlsProtocols.DEFAULT, List.of(), handshakes),
                TlsClient.of(files, TlsProtocols.DEFAULT, handshakes));
        open.add(transport);
        return transport;
    }

    /** Whether a member with the one certificate gets an answer of one with the other. */
    private String call(TlsFiles caller, TlsFiles callee) throws Exception {
        int port = FreePorts.next();
        member(2, callee)
                .listen(
                        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)),
                        (from, method, request) -> CompletableFuture.completedFuture(request));
        var calling = member(1, caller);
        calling.setAddress(2, InetSocketAddress.createUnresolved("127.0.0.1", port));
        return new String(
                calling.call(2, PeerMethod.CURRENT_TERM, "x".getBytes(StandardCharsets.UTF_8), PATIENCE)
                        .get(),
                StandardCharsets.UTF_8);
    }

    @Test
    void membersOfOneAuthorityTalk() throws Exception {
        var a = files(pki.issue("a", "a", "127.0.0.1"), List.of("b"), null);
        var b = files(pki.issue("b", "b", "127.0.0.1"), List.of("a"), pki.revoke("crl.pem"));
        assertThat(call(a, b)).isEqualTo("x");
    }

    @Test
    void aNameThatIsNotAllowedEndsItOnEitherSide() {
        var a = files(pki.issue("a", "a", "127.0.0.1"), List.of(), null);
        var b = files(pki.issue("b", "b", "127.0.0.1"), List.of("c"), null);
        assertThatThrownBy(() -> call(a, b)).hasCauseInstanceOf(PeerException.class);
        assertThatThrownBy(() -> call(b, a)).hasCauseInstanceOf(PeerException.class);
    }

    @Test
    void aCertificateForAnotherAddressEndsItOnEitherSide() {
        var here = files(pki.issue("a", "a", "127.0.0.1"), List.of(), null);
        var elsewhere = files(pki.issue("b", "b", "10.1.2.3"), List.of(), null);
        assertThatThrownBy(() -> call(here, elsewhere)).hasCauseInstanceOf(PeerException.class);
        assertThatThrownBy(() -> call(elsewhere, here)).hasCauseInstanceOf(PeerException.class);
    }

    @Test
    void aRevokedMemberStaysOutAndIsNotCalled() {
        var good = pki.issue("a", "a", "127.0.0.1");
        var bad = pki.issue("b", "b", "127.0.0.1");
        var crl = pki.revoke("crl.pem", bad.certificate());
        assertThatThrownBy(() -> call(files(bad, List.of(), null), files(good, List.of(), crl)))
                .hasCauseInstanceOf(PeerException.class);
        assertThatThrownBy(() -> call(files(good, List.of(), crl), files(bad, List.of(), null)))
                .hasCauseInstanceOf(PeerException.class);
    }
}
