package io.jukung.api.server.authn;

import io.jukung.api.server.pki.Subjects;
import io.jukung.platform.Clock;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Client certificates signed by the cluster's authority. TLS lets any certificate pass and this judges
 * it, so that a wrong one is answered 401 in words, as Kubernetes does.
 */
public final class ClientCertificates {

    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private final Set<TrustAnchor> anchors;
    private final Clock clock;

    public ClientCertificates(List<X509Certificate> authorities, Clock clock) {
        this.anchors = authorities.stream()
                .map(authority -> new TrustAnchor(authority, null))
                .collect(Collectors.toUnmodifiableSet());
        this.clock = clock;
    }

    /** Whom the chain (leaf first) names; empty where it is not valid for a client here and now. */
    public Optional<Identity> identify(List<X509Certificate> chain) {
        var leaf = chain.getFirst();
        try {
            var purposes = leaf.getExtendedKeyUsage();
            if (purposes == null || !purposes.contains(CLIENT_AUTH)) {
                return Optional.empty();
            }
            var parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(clock.now()));
            var path = CertificateFactory.getInstance("X.509")
                    .generateCertPath(chain.stream()
                            .filter(certificate ->
                                    anchors.stream().noneMatch(anchor -> certificate.equals(anchor.getTrustedCert())))
                            .toList());
            CertPathValidator.getInstance("PKIX").validate(path, parameters);
        } catch (InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("no authority to check client certificates by", e);
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
        var subject = Subjects.of(leaf);
        return subject.user().isEmpty()
                ? Optional.empty()
                : Optional.of(Identity.authenticated(
                        subject.user(),
                        "",
                        subject.groups(),
                        Map.of("authentication.kubernetes.io/credential-id", List.of("X509SHA256=" + digest(leaf)))));
    }

    private static String digest(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256, and what was read can be written", e);
        }
    }
}
