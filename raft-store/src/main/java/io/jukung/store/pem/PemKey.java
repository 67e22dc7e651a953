package io.jukung.store.pem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/** A key in a PEM file, in any form that PEM has for one. */
public sealed interface PemKey {

    /** From PKCS#8, PKCS#1 or SEC 1. */
    record Private(PrivateKeyInfo info) implements PemKey {

        /** Of the JDK's own kinds. */
        public PrivateKey key() throws IOException {
            return new JcaPEMKeyConverter().getPrivateKey(info);
        }
    }

    /** On its own, or a certificate's. */
    record Public(SubjectPublicKeyInfo info) implements PemKey {

        /** Of the JDK's own kinds. */
        public PublicKey key() throws IOException {
            return new JcaPEMKeyConverter().getPublicKey(info);
        }
    }

    /** Makes something of a key. */
    @FunctionalInterface
    interface Use<K, T> {
        T of(K key) throws IOException, GeneralSecurityException;
    }

    /**
     * What is made of the first key of a kind in a file; empty if it has none. All before it is passed over.
     *
     * @throws IOException naming the file, if it cannot be read up to there or nothing can be made of the key
     */
    static <K extends PemKey, T> Optional<T> first(Path file, Class<K> kind, Use<K, T> use) throws IOException {
        try (var parser = new PEMParser(Files.newBufferedReader(file, StandardCharsets.ISO_8859_1))) {
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                var key = of(part);
                if (kind.isInstance(key)) {
                    return Optional.of(use.of(kind.cast(key)));
                }
            }
            return Optional.empty();
        } catch (IOException | GeneralSecurityException | IllegalStateException | ClassCastException e) {
            // The last two are Bouncy Castle's, for base64 and for DER that are cut off or of another kind.
            throw new IOException(file + " holds no key that can be read: " + e.getMessage(), e);
        }
    }

    private static @Nullable PemKey of(Object part) {
        return switch (part) {
            case PEMKeyPair both -> new Private(both.getPrivateKeyInfo());
            case PrivateKeyInfo info -> new Private(info);
            case SubjectPublicKeyInfo info -> new Public(info);
            case X509CertificateHolder certificate -> new Public(certificate.getSubjectPublicKeyInfo());
            // EC parameters stand before their key.
            default -> null;
        };
    }
}
