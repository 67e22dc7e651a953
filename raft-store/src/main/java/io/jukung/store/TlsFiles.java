package io.jukung.store;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * PEM files of one side of a member. They are read again when they change.
 *
 * @param certificate the chain this member shows, etcd's {@code cert-file}
 * @param key its private key, {@code key-file}
 * @param trustedCa whom the other side's certificate must be signed by, {@code trusted-ca-file}
 * @param clientCertAuth whether a client must show a certificate, {@code client-cert-auth}
 */
public record TlsFiles(Path certificate, Path key, @Nullable Path trustedCa, boolean clientCertAuth) {

    public TlsFiles {
        readable("cert-file", certificate);
        readable("key-file", key);
        if (trustedCa != null) {
            readable("trusted-ca-file", trustedCa);
        }
        if (clientCertAuth && trustedCa == null) {
            throw new IllegalArgumentException("client-cert-auth needs trusted-ca-file");
        }
    }

    private static void readable(String field, Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(field + ": cannot read " + file);
        }
    }
}
