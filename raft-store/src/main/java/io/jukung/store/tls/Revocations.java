package io.jukung.store.tls;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates are not trusted any more. A list that cannot be read trusts none: whoever was to be kept out would
 * come in else.
 */
sealed interface Revocations {

    /**
     * Looks at every certificate that was shown.
     *
     * @throws CertificateException if one of them is revoked, or that cannot be told
     */
    void check(X509Certificate[] chain) throws CertificateException;

    /** Nothing is revoked. */
    record None() implements Revocations {
        @Override
        public void check(X509Certificate[] chain) {
            // All are fine.
        }
    }

    /** As the lists say; as with etcd, one that is past its next update still counts. */
    record Lists(List<X509CRL> lists) implements Revocations {

        public Lists {
            lists = List.copyOf(lists);
        }

        @Override
        public void check(X509Certificate[] chain) throws CertificateException {
            for (var certificate : chain) {
                for (var list : lists) {
                    if (list.getRevokedCertificate(certificate) != null) {
                        throw new CertificateException("certificate "
                                + certificate.getSubjectX500Principal().getName() + ", serial "
                                + certificate.getSerialNumber().toString(16) + ", is revoked");
                    }
                }
            }
        }
    }

    /** The file is not what it should be. */
    record Unreadable(String why) implements Revocations {
        @Override
        public void check(X509Certificate[] chain) throws CertificateException {
            throw new CertificateException("no certificate is trusted: the revocation list " + why);
        }
    }

    /** Those of a file of one or more lists, PEM or DER. */
    static Revocations of(@Nullable Path file) {
        if (file == null) {
            return new None();
        }
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            var lists = CertificateFactory.getInstance("X.509").generateCRLs(in).stream()
                    .map(X509CRL.class::cast)
                    .toList();
            return lists.isEmpty() ? new Unreadable(file + " holds none") : new Lists(lists);
        } catch (IOException | GeneralSecurityException e) {
            return new Unreadable(file + " cannot be read: " + e);
        }
    }
}
