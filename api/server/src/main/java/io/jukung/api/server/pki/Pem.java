package io.jukung.api.server.pki;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;

/** Reads and writes certificates and keys in PEM files. Every error names the file. */
public final class Pem {

    private Pem() {}

    /** All certificates of a file, in order; at least one. */
    public static List<X509Certificate> certificates(Path file) {
        var certificates = new ArrayList<X509Certificate>();
        var converter = new JcaX509CertificateConverter();
        try (var parser = new PEMParser(Files.newBufferedReader(file, StandardCharsets.US_ASCII))) {
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                if (part instanceof X509CertificateHolder holder) {
                    certificates.add(converter.getCertificate(holder));
                }
            }
        } catch (NoSuchFileException e) {
            throw new PkiException("certificate file " + file + " does not exist", e);
        } catch (IOException | GeneralSecurityException e) {
            throw new PkiException("certificate file " + file + " cannot be read: " + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new PkiException("certificate file " + file + " holds no certificate in PEM form");
        }
        return List.copyOf(certificates);
    }

    /** The file's private key: PKCS#8, PKCS#1 or SEC 1. */
    public static PrivateKey privateKey(Path file) {
        try (var parser = new PEMParser(Files.newBufferedReader(file, StandardCharsets.US_ASCII))) {
            var converter = new JcaPEMKeyConverter();
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                if (part instanceof PrivateKeyInfo key) {
                    return converter.getPrivateKey(key);
                }
                if (part instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
            }
        } catch (NoSuchFileException e) {
            throw new PkiException("key file " + file + " does not exist", e);
        } catch (PEMException e) {
            throw new PkiException("key file " + file + " is broken: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new PkiException("key file " + file + " cannot be read: " + e.getMessage(), e);
        }
        throw new PkiException("key file " + file + " holds no private key in PEM form");
    }

    /** Writes a certificate, or a private key that only its owner can read. */
    public static void write(Path file, Object secretOrCertificate, boolean secret) {
        try {
            var text = new StringWriter();
            try (var writer = new JcaPEMWriter(text)) {
                // Keys as PKCS#8, whatever their kind: what Java, Netty and Go all read.
                writer.writeObject(
                        secretOrCertificate instanceof PrivateKey key
                                ? new PemObject("PRIVATE KEY", key.getEncoded())
                                : secretOrCertificate);
            }
            var mode = PosixFilePermissions.fromString(secret ? "rw-------" : "rw-r--r--");
            var draft = Files.createTempFile(
                    file.toAbsolutePath().getParent(), ".pem", "", PosixFilePermissions.asFileAttribute(mode));
            Files.writeString(draft, text.toString(), StandardCharsets.US_ASCII);
            Files.setPosixFilePermissions(draft, mode);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new PkiException("file " + file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
