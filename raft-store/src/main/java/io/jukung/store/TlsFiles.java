package io.jukung.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files of one side of a member, PEM, and what the other side's certificate must be like. Files are read again when
 * they change.
 *
 * @param serving what this member shows to who connects, etcd's {@code cert-file} and {@code key-file}
 * @param calling what it shows where it connects itself
 * @param trustedCa whom the other side's certificate must be signed by, {@code trusted-ca-file}. As with etcd, who
 *     connects must show a certificate where this is given; without it, this side trusts whom the JDK does.
 * @param clientCertAuth whether that certificate's common name is a user, {@code client-cert-auth}; needs a CA
 * @param crl certificates that are not trusted any more, PEM or DER, {@code client-crl-file}
 * @param allowedNames the certificate of the other side must have one of them; empty: any
 * @param nameKind where those are looked for
 * @param checkCallerAddress whether names and addresses of a caller's certificate, if it has any, must include
 *     where it calls from
 * @param selfSigned whether all members' certificates are their own making: the line is encrypted, nobody is identified
 */
public record TlsFiles(
        KeyPairFiles serving,
        KeyPairFiles calling,
        @Nullable Path trustedCa,
        boolean clientCertAuth,
        @Nullable Path crl,
        List<String> allowedNames,
        NameKind nameKind,
        boolean checkCallerAddress,
        boolean selfSigned) {

    /** A certificate chain and its private key. */
    public record KeyPairFiles(Path certificate, Path key) {

        public KeyPairFiles {
            readable("cert-file", certificate);
            readable("key-file", key);
        }
    }

    /** What a certificate is recognized by. */
    public enum NameKind {
        COMMON_NAME,
        HOSTNAME
    }

    public TlsFiles {
        allowedNames = List.copyOf(allowedNames);
        if (trustedCa != null) {
            readable("trusted-ca-file", trustedCa);
        }
        if (crl != null) {
            readable("crl-file", crl);
        }
        StoreConfig.require(!clientCertAuth || trustedCa != null, "client-cert-auth: needs trusted-ca-file");
        StoreConfig.require(
                trustedCa != null || (crl == null && allowedNames.isEmpty()),
                "crl-file, cert-allowed-cn and cert-allowed-hostname: need trusted-ca-file, or no certificate is seen");
    }

    /** Whether who connects must show a certificate. */
    public boolean asksForCertificate() {
        return trustedCa != null;
    }

    /** The same certificate for both directions; whoever the CA signed may connect. */
    public TlsFiles(Path certificate, Path key, @Nullable Path trustedCa, boolean clientCertAuth) {
        this(new KeyPairFiles(certificate, key), trustedCa, clientCertAuth);
    }

    private TlsFiles(KeyPairFiles files, @Nullable Path trustedCa, boolean clientCertAuth) {
        this(files, files, trustedCa, clientCertAuth, null, List.of(), NameKind.COMMON_NAME, false, false);
    }

    private static void readable(String field, Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(field + ": cannot read " + file);
        }
    }
}
