package io.jukung.store.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.store.TestPki;
import io.jukung.store.TestPki.Issued;
import io.jukung.store.TlsFiles;
import io.jukung.store.TlsFiles.KeyPairFiles;
import io.jukung.store.TlsFiles.NameKind;
import io.jukung.store.TlsProtocols;
import io.jukung.store.TlsProtocols.Version;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who comes in: an echo server with TLS, visited by the JDK's own client. */
class TlsServerTest {

    private static final int PATIENCE_MILLIS = 10_000;

    @TempDir
    private Path folder;

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ExecutorService handshakes = Executors.newFixedThreadPool(2);
    private final List<Channel> listeners = new ArrayList<>();
    private TestPki pki;
    private Issued server;

    @BeforeEach
    void makeCertificates() throws IOException {
        pki = TestPki.make(folder.resolve("pki"));
        server = pki.issue("server", "server", "127.0.0.1", "localhost");
    }

    @AfterEach
    void stop() {
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        handshakes.shutdownNow();
    }

    private TlsFiles files(@Nullable Path crl, List<String> names, NameKind kind, boolean address) {
        var pair = new KeyPairFiles(server.certificateFile(), server.keyFile());
        return new TlsFiles(pair, pair, pki.ca(), true, crl, names, kind, address, false);
    }

    private int listen(TlsFiles files, TlsProtocols protocols) throws IOException {
        var tls = TlsServer.of(files, protocols, List.of(), handshakes);
        var listener = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(tls.newHandler(), new Echo());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .awaitUninterruptibly()
                .channel();
        listeners.add(listener);
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    private static final class Echo extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            context.writeAndFlush(bytes.retain());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    /** Says a byte and waits for it to come back: with TLS 1.3 a client learns only then that it was turned away. */
    private static SSLSession visit(int port, SSLContext client, String... protocols) throws IOException {
        try (var socket = (SSLSocket) client.getSocketFactory().createSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            if (protocols.length > 0) {
                socket.setEnabledProtocols(protocols);
            }
            socket.getOutputStream().write(7);
            if (socket.getInputStream().read() != 7) {
                throw new IOException("turned away");
            }
            return socket.getSession();
        }
    }

    private static void assertTurnedAway(int port, SSLContext client, String... protocols) {
        assertThatThrownBy(() -> visit(port, client, protocols)).isInstanceOf(IOException.class);
    }

    @Test
    void onlyWhoTheCaSignedComesIn() throws IOException {
        int port = listen(files(null, List.of(), NameKind.HOSTNAME, false), TlsProtocols.DEFAULT);
        assertThat(visit(port, pki.client(pki.issue("a", "a"))).getProtocol()).isEqualTo("TLSv1.3");
        assertTurnedAway(port, pki.client());
        var other = TestPki.make(folder.resolve("other"), "other-ca");
        var stranger = other.issue("b", "b");
        assertTurnedAway(port, pki.client(stranger));
    }

    @Test
    void aRevokedCertificateStaysOutAlsoWhenItWasInBefore() throws IOException {
        var good = pki.issue("good", "good");
        var bad = pki.issue("bad", "bad");
        var crl = pki.revoke("crl.pem", bad.certificate());
        int port = listen(files(crl, List.of(), NameKind.HOSTNAME, false), TlsProtocols.DEFAULT);
        var goodClient = pki.client(good);
        visit(port, goodClient);
        assertTurnedAway(port, pki.client(bad));
        assertTurnedAway(port, pki.client(bad), "TLSv1.2");

        // The same context would resume its session.
        pki.revoke("crl.pem", bad.certificate(), good.certificate());
        assertTurnedAway(port, goodClient);
        pki.revoke("crl.pem");
        visit(port, goodClient);
        visit(port, pki.client(bad));
    }

    @Test
    void aRevocationListThatCannotBeReadLetsNobodyIn() throws IOException {
        var client = pki.client(pki.issue("good", "good"));
        var crl = pki.revoke("crl.pem");
        int port = listen(files(crl, List.of(), NameKind.HOSTNAME, false), TlsProtocols.DEFAULT);
        visit(port, client);
        var kept = Files.readAllBytes(crl);
        Files.writeString(crl, "nonsense");
        assertTurnedAway(port, client);
        Files.write(crl, new byte[0]);
        assertTurnedAway(port, client);
        Files.delete(crl);
        assertTurnedAway(port, client);
        Files.write(crl, kept);
        visit(port, client);
    }

    @Test
    void aListThatCannotBeReadIsNamedAtTheStart() throws IOException {
        var crl = Files.writeString(folder.resolve("crl.pem"), "nonsense");
        assertThatThrownBy(() -> listen(files(crl, List.of(), NameKind.HOSTNAME, false), TlsProtocols.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("crl-file: ")
                .hasMessageContaining(crl.toString());
    }

    @Test
    void namesThatAreAllowedAloneComeIn() throws IOException {
        int byName = listen(files(null, List.of("a", "b"), NameKind.COMMON_NAME, false), TlsProtocols.DEFAULT);
        visit(byName, pki.client(pki.issue("b", "b")));
        assertTurnedAway(byName, pki.client(pki.issue("c", "c", "a")));

        int byHost = listen(
                files(null, List.of("x.example.com", "10.0.0.1"), NameKind.HOSTNAME, false), TlsProtocols.DEFAULT);
        visit(byHost, pki.client(pki.issue("d", "d", "*.example.com")));
        visit(byHost, pki.client(pki.issue("e", "e", "10.0.0.1")));
        assertTurnedAway(byHost, pki.client(pki.issue("f", "x.example.com", "y.example.com")));
    }

    @Test
    void aCallersNamesMustIncludeWhereItCallsFrom() throws IOException {
        int port = listen(files(null, List.of(), NameKind.HOSTNAME, true), TlsProtocols.DEFAULT);
        visit(port, pki.client(pki.issue("a", "a", "127.0.0.1")));
        visit(port, pki.client(pki.issue("b", "b", "localhost")));
        visit(port, pki.client(pki.issue("c", "c")));
        assertTurnedAway(port, pki.client(pki.issue("d", "d", "10.1.2.3")));
        assertTurnedAway(port, pki.client(pki.issue("e", "e", "does-not-exist.invalid")));
    }

    @Test
    void versionsAndSuitesOutsideTheLimitsAreNotSpoken() throws IOException {
        var client = pki.client(pki.issue("a", "a"));
        var rules = files(null, List.of(), NameKind.HOSTNAME, false);
        int newest = listen(rules, new TlsProtocols(Version.TLS1_3, Version.TLS1_3, List.of()));
        visit(newest, client, "TLSv1.3");
        assertTurnedAway(newest, client, "TLSv1.2");
        int older = listen(rules, new TlsProtocols(Version.TLS1_2, Version.TLS1_2, List.of()));
        visit(older, client, "TLSv1.2");
        assertTurnedAway(older, client, "TLSv1.3");
        var suite = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
        int chosen = listen(rules, new TlsProtocols(Version.TLS1_2, Version.TLS1_3, List.of(suite)));
        assertThat(visit(chosen, client, "TLSv1.2").getCipherSuite()).isEqualTo(suite);
        assertThat(visit(chosen, client).getProtocol()).isEqualTo("TLSv1.3");
        // Its certificate is of the other kind.
        int none = listen(
                rules,
                new TlsProtocols(Version.TLS1_2, Version.TLS1_2, List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")));
        assertTurnedAway(none, client, "TLSv1.2");
    }

    @Test
    void certificatesAndAuthoritiesAreReadAgainWhenTheyChange() throws IOException {
        int port = listen(files(null, List.of(), NameKind.HOSTNAME, false), TlsProtocols.DEFAULT);
        var client = pki.client(pki.issue("a", "a"));
        var before = visit(port, client).getPeerCertificates()[0];

        var renewed = pki.issue("server", "server", "127.0.0.1");
        assertThat(visit(port, client).getPeerCertificates()[0])
                .isEqualTo(renewed.certificate())
                .isNotEqualTo(before);

        // Half of a rotation leaves what was there.
        var strange = pki.issue("strange", "strange");
        Files.copy(strange.certificateFile(), server.certificateFile(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(visit(port, client).getPeerCertificates()[0]).isEqualTo(renewed.certificate());
        Files.copy(strange.keyFile(), server.keyFile(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(visit(port, client).getPeerCertificates()[0]).isEqualTo(strange.certificate());

        var other = TestPki.make(folder.resolve("other"), "other-ca");
        var newcomer = other.issue("b", "b");
        assertTurnedAway(port, pki.client(newcomer));
        Files.writeString(pki.ca(), Files.readString(pki.ca()) + Files.readString(other.ca()));
        visit(port, pki.client(newcomer));
        visit(port, client);
    }

    @Test
    void keysOfTheOldFormsAreRead() throws IOException {
        server = pki.issueRsa("rsa", "rsa", "127.0.0.1");
        assertThat(server.keyFile()).content().startsWith("-----BEGIN RSA PRIVATE KEY-----");
        int port = listen(files(null, List.of(), NameKind.HOSTNAME, false), TlsProtocols.DEFAULT);
        visit(port, pki.client(pki.issue("a", "a")));
    }

    @Test
    void aKeyThatIsNotTheCertificatesIsNamedAtTheStart() {
        server = new Issued(
                server.certificate(),
                server.keys(),
                server.certificateFile(),
                pki.issue("other", "other").keyFile());
        assertThatThrownBy(() -> listen(files(null, List.of(), NameKind.HOSTNAME, false), TlsProtocols.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("server.crt")
                .hasMessageContaining("other.key");
    }

    @Test
    void whoSaysNothingIsCut() throws IOException {
        var tls = TlsServer.of(
                files(null, List.of(), NameKind.HOSTNAME, false), TlsProtocols.DEFAULT, List.of(), handshakes);
        var connection = new EmbeddedChannel(tls.newHandler());
        connection.advanceTimeBy(TlsServer.HANDSHAKE_TIMEOUT_MILLIS - 1, TimeUnit.MILLISECONDS);
        connection.runScheduledPendingTasks();
        assertThat(connection.isOpen()).isTrue();
        connection.advanceTimeBy(2, TimeUnit.MILLISECONDS);
        connection.runScheduledPendingTasks();
        assertThat(connection.isOpen()).isFalse();
    }
}
