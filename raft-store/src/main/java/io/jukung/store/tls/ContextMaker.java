package io.jukung.store.tls;

import io.jukung.store.TlsFiles;
import io.jukung.store.TlsProtocols;
import io.jukung.store.TlsProtocols.Version;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Makes contexts of what the files hold now. Each has its own sessions, so none is resumed that began under what the
 * files held before: a certificate revoked meanwhile would come in.
 */
record ContextMaker(TlsFiles files, TlsProtocols protocols) {

    private static final long SESSION_SECONDS = 3600;
    /** Of TLS 1.3, where Go's names of suites to choose from do not count. */
    private static final List<String> SUITES_1_3 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    /** For the side that accepts; {@code applications} are offered by ALPN, none if empty. */
    SslContext accepting(List<String> applications) throws IOException, GeneralSecurityException {
        var own = KeyMaterial.of(files.serving());
        var builder = SslContextBuilder.forServer(own.key(), own.chain())
                .clientAuth(files.asksForCertificate() ? ClientAuth.REQUIRE : ClientAuth.NONE);
        if (files.asksForCertificate()) {
            builder.trustManager(trust());
        }
        if (!applications.isEmpty()) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    applications));
        }
        return build(builder);
    }

    /** For the side that connects. The other side must have the name it was dialled by. */
    SslContext calling() throws IOException, GeneralSecurityException {
        var own = KeyMaterial.of(files.calling());
        return build(SslContextBuilder.forClient()
                .endpointIdentificationAlgorithm(files.selfSigned() ? null : "HTTPS")
                .keyManager(own.key(), own.chain())
                .trustManager(trust()));
    }

    private SslContext build(SslContextBuilder builder) throws IOException {
        builder.sslProvider(SslProvider.JDK).sessionTimeout(SESSION_SECONDS);
        builder.protocols(Arrays.stream(Version.values())
                .filter(version ->
                        version.compareTo(protocols.lowest()) >= 0 && version.compareTo(protocols.highest()) <= 0)
                .map(Version::javaName)
                .toList());
        if (!protocols.cipherSuites().isEmpty()) {
            builder.ciphers(Stream.concat(SUITES_1_3.stream(), protocols.cipherSuites().stream())
                    .distinct()
                    .toList());
        }
        return builder.build();
    }

    private PeerTrust trust() throws IOException, GeneralSecurityException {
        return new PeerTrust(authority(files.trustedCa()), Revocations.of(files.crl()), files);
    }

    private static X509ExtendedTrustManager authority(@Nullable Path file)
            throws IOException, GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(file == null ? null : bundle(file));
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("this JDK checks no certificates"));
    }

    private static KeyStore bundle(Path file) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (var certificate : KeyMaterial.certificates(file)) {
            store.setCertificateEntry("ca-" + store.size(), certificate);
        }
        return store;
    }
}
