package io.jukung.cli.store;

import io.jukung.cli.CommandFailure;
import io.jukung.store.Endpoints;
import io.jukung.store.Security;
import io.jukung.store.TlsFiles;
import io.jukung.store.TlsFiles.KeyPairFiles;
import io.jukung.store.TlsFiles.NameKind;
import io.jukung.store.TlsProtocols;
import io.jukung.store.TlsProtocols.Version;
import java.net.URI;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The flags about TLS, of clients and of members.
 *
 * @param dataDir whose {@code fixtures} holds what auto-TLS makes, as etcd's
 */
record TlsFlags(FlagValues flags, Path dataDir, Endpoints endpoints, Instant now) {

    Security security(List<String> remarks) {
        return new Security(client(remarks), peer(remarks), protocols(remarks));
    }

    private @Nullable TlsFiles client(List<String> remarks) {
        boolean https = anyHttps(endpoints.listenClient())
                || anyHttps(flags.get(StoreFlags.LISTEN_METRICS_URLS))
                || anyHttps(flags.get(StoreFlags.LISTEN_CLIENT_HTTP_URLS));
        var pair = pair(StoreFlags.CERT_FILE, StoreFlags.KEY_FILE);
        var names = flags.get(StoreFlags.CLIENT_CERT_ALLOWED_HOSTNAME);
        if (pair.isPresent()) {
            if (flags.get(StoreFlags.AUTO_TLS)) {
                remarks.add("--auto-tls has no effect: --cert-file is given");
            }
            unusedWithoutHttps(https, StoreFlags.CERT_FILE, StoreFlags.LISTEN_CLIENT_URLS, remarks);
            return new TlsFiles(
                    pair.get(),
                    pair.get(),
                    authority(StoreFlags.TRUSTED_CA_FILE, StoreFlags.CLIENT_CERT_AUTH),
                    flags.get(StoreFlags.CLIENT_CERT_AUTH),
                    flags.get(StoreFlags.CLIENT_CRL_FILE).orElse(null),
                    names,
                    NameKind.HOSTNAME,
                    false,
                    false);
        }
        if (https && flags.get(StoreFlags.AUTO_TLS)) {
            noChecks(StoreFlags.AUTO_TLS, StoreFlags.CLIENT_CERT_AUTH, StoreFlags.CLIENT_CRL_FILE);
            return selfSigned("client", endpoints.listenClient());
        }
        return null;
    }

    private @Nullable TlsFiles peer(List<String> remarks) {
        boolean https = anyHttps(endpoints.listenPeer());
        var pair = pair(StoreFlags.PEER_CERT_FILE, StoreFlags.PEER_KEY_FILE);
        var commonNames = flags.get(StoreFlags.PEER_CERT_ALLOWED_CN);
        var hostnames = flags.get(StoreFlags.PEER_CERT_ALLOWED_HOSTNAME);
        if (!commonNames.isEmpty() && !hostnames.isEmpty()) {
            throw new CommandFailure(flags.source(StoreFlags.PEER_CERT_ALLOWED_CN) + " and "
                    + flags.source(StoreFlags.PEER_CERT_ALLOWED_HOSTNAME) + " exclude each other");
        }
        if (pair.isPresent()) {
            if (flags.get(StoreFlags.PEER_AUTO_TLS)) {
                remarks.add("--peer-auto-tls has no effect: --peer-cert-file is given");
            }
            unusedWithoutHttps(https, StoreFlags.PEER_CERT_FILE, StoreFlags.LISTEN_PEER_URLS, remarks);
            return new TlsFiles(
                    pair.get(),
                    pair(StoreFlags.PEER_CLIENT_CERT_FILE, StoreFlags.PEER_CLIENT_KEY_FILE)
                            .orElse(pair.get()),
                    authority(StoreFlags.PEER_TRUSTED_CA_FILE, StoreFlags.PEER_CLIENT_CERT_AUTH),
                    flags.get(StoreFlags.PEER_CLIENT_CERT_AUTH),
                    flags.get(StoreFlags.PEER_CRL_FILE).orElse(null),
                    commonNames.isEmpty() ? hostnames : commonNames,
                    commonNames.isEmpty() ? NameKind.HOSTNAME : NameKind.COMMON_NAME,
                    !flags.get(StoreFlags.PEER_SKIP_SAN),
                    false);
        }
        if (https && flags.get(StoreFlags.PEER_AUTO_TLS)) {
            noChecks(
                    StoreFlags.PEER_AUTO_TLS,
                    StoreFlags.PEER_CLIENT_CERT_AUTH,
                    StoreFlags.PEER_CRL_FILE,
                    StoreFlags.PEER_CERT_ALLOWED_CN,
                    StoreFlags.PEER_CERT_ALLOWED_HOSTNAME);
            return selfSigned("peer", endpoints.listenPeer());
        }
        return null;
    }

    private TlsFiles selfSigned(String folder, List<URI> urls) {
        var files = SelfSignedFiles.in(
                dataDir.resolve("fixtures").resolve(folder), urls, flags.get(StoreFlags.SELF_SIGNED_YEARS), now);
        return new TlsFiles(files, files, null, false, null, List.of(), NameKind.HOSTNAME, false, true);
    }

    /** Nobody's certificate can be checked where each makes its own: who asks for that must hear it. */
    private void noChecks(Flag<Boolean> automatic, Flag<?>... checks) {
        for (var check : checks) {
            if (!flags.text(check).equals(check.initial())) {
                throw new CommandFailure(flags.source(check) + " and " + flags.source(automatic)
                        + " exclude each other: certificates made by themselves prove nothing");
            }
        }
    }

    private @Nullable Path authority(Flag<Optional<Path>> caFile, Flag<Boolean> certAuth) {
        var authority = flags.get(caFile);
        if (flags.get(certAuth) && authority.isEmpty()) {
            throw new CommandFailure(flags.source(certAuth) + " needs --" + caFile.name());
        }
        return authority.orElse(null);
    }

    private Optional<KeyPairFiles> pair(Flag<Optional<Path>> certificate, Flag<Optional<Path>> key) {
        var certificateFile = flags.get(certificate);
        var keyFile = flags.get(key);
        if (certificateFile.isPresent() != keyFile.isPresent()) {
            throw new CommandFailure(
                    "--" + certificate.name() + " and --" + key.name() + " go together: one of them is missing");
        }
        return certificateFile.map(file -> new KeyPairFiles(file, keyFile.orElseThrow()));
    }

    private void unusedWithoutHttps(boolean https, Flag<?> files, Flag<?> urls, List<String> remarks) {
        if (!https) {
            remarks.add(flags.source(files) + " has no effect: " + flags.source(urls) + " has no https URL");
        }
    }

    private TlsProtocols protocols(List<String> remarks) {
        var lowest = version(flags.get(StoreFlags.TLS_MIN_VERSION), Version.TLS1_2);
        var highest = version(flags.get(StoreFlags.TLS_MAX_VERSION), Version.TLS1_3);
        var suites = CipherSuites.of(
                flags.source(StoreFlags.CIPHER_SUITES), flags.get(StoreFlags.CIPHER_SUITES), supported(), remarks);
        return new TlsProtocols(lowest, highest, suites);
    }

    private static Version version(String text, Version absent) {
        return switch (text) {
            case "TLS1.2" -> Version.TLS1_2;
            case "TLS1.3" -> Version.TLS1_3;
            default -> absent;
        };
    }

    private static Set<String> supported() {
        try {
            return Set.of(SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    private static boolean anyHttps(List<URI> urls) {
        return urls.stream().anyMatch(url -> "https".equals(url.getScheme()));
    }
}
