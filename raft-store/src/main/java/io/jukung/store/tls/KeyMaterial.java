package io.jukung.store.tls;

import io.jukung.store.TlsFiles.KeyPairFiles;
import io.jukung.store.pem.PemKey;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** A certificate chain and the private key that belongs to its first. Every error names the file. */
@SuppressWarnings("ArrayRecordComponent") // what Netty takes; handed on once, never compared
record KeyMaterial(X509Certificate[] chain, PrivateKey key) {

    /**
     * That of files; the key in any form that PEM has for one: PKCS#8, PKCS#1, SEC 1.
     *
     * @throws IOException if one cannot be read, or they do not belong together, as in the midst of a rotation
     */
    static KeyMaterial of(KeyPairFiles files) throws IOException {
        var chain = certificates(files.certificate());
        var key = privateKey(files.key());
        if (!match(chain.getFirst().getPublicKey(), key)) {
            throw new IOException(files.key() + " is not the private key of " + files.certificate());
        }
        return new KeyMaterial(chain.toArray(X509Certificate[]::new), key);
    }

    /** All of a file, at least one. */
    static List<X509Certificate> certificates(Path file) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            var certificates = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (certificates.isEmpty()) {
                throw new IOException(file + " holds no certificate in PEM form");
            }
            return certificates;
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds what is no certificate: " + e.getMessage(), e);
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException {
        return PemKey.first(file, PemKey.Private.class, PemKey.Private::key)
                .orElseThrow(() -> new IOException(file + " holds no private key in PEM form"));
    }

    /** What one signs the other verifies. */
    private static boolean match(PublicKey verifying, PrivateKey signing) {
        var algorithm = switch (signing.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC", "ECDSA" -> "SHA256withECDSA";
            case String other -> other;
        };
        try {
            var probe = "jukung".getBytes(StandardCharsets.US_ASCII);
            var signature = Signature.getInstance(algorithm);
            signature.initSign(signing);
            signature.update(probe);
            var signed = signature.sign();
            signature.initVerify(verifying);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
