package io.jukung.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** A CA, and certificates and revocation lists of it, as PEM files. */
public final class TestPki {

    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final Duration LIFE = Duration.ofDays(2);

    /** A certificate and its key, in memory and in files. */
    public record Issued(X509Certificate certificate, KeyPair keys, Path certificateFile, Path keyFile) {}

    private final Path directory;
    private final X500Name name;
    private final KeyPair keys;
    private final X509Certificate authority;
    private long serial = 1;

    private TestPki(Path directory, String name, KeyPair keys) {
        this.directory = directory;
        this.name = new X500Name("CN=" + name);
        this.keys = keys;
        this.authority = certificate(this.name, keys, true, List.of());
        write(ca(), authority);
    }

    public static TestPki make(Path directory) throws IOException {
        return make(directory, "test-ca");
    }

    public static TestPki make(Path directory, String name) throws IOException {
        Files.createDirectories(directory);
        return new TestPki(directory, name, ellipticKeys());
    }

    /** A certificate for 127.0.0.1 and localhost, for serving and for connecting. */
    public TlsFiles issue(String commonName) {
        var issued = issue(commonName, commonName, "127.0.0.1", "localhost");
        return new TlsFiles(issued.certificateFile(), issued.keyFile(), ca(), true);
    }

    /** An RSA key, and its public half beside it in {@code NAME.pub}. */
    public static Path keyPair(Path directory, String name) {
        var pair = keys("RSA", 2048);
        var file = directory.resolve(name + ".key");
        write(file, new PemObject("PRIVATE KEY", pair.getPrivate().getEncoded()));
        write(directory.resolve(name + ".pub"), pair.getPublic());
        return file;
    }

    /** One with the names and addresses given, none at all too; in files of its own. */
    public Issued issue(String file, String commonName, String... names) {
        return issue(file, commonName, ellipticKeys(), names);
    }

    /** With a key in the old form of RSA keys, as kubeadm writes it. */
    public Issued issueRsa(String file, String commonName, String... names) {
        return issue(file, commonName, keys("RSA", 2048), names);
    }

    private Issued issue(String file, String commonName, KeyPair own, String... names) {
        var certificate = certificate(new X500Name("CN=" + commonName), own, false, Arrays.asList(names));
        var certificateFile = directory.resolve(file + ".crt");
        var keyFile = directory.resolve(file + ".key");
        write(certificateFile, certificate);
        write(keyFile, oldForm(own.getPrivate()));
        return new Issued(certificate, own, certificateFile, keyFile);
    }

    public Path ca() {
        return directory.resolve("ca.crt");
    }

    /** Writes the revocation list of these. */
    public Path revoke(String file, X509Certificate... revoked) {
        try {
            var now = Instant.now();
            var builder = new X509v2CRLBuilder(name, Date.from(now.minus(SKEW)));
            builder.setNextUpdate(Date.from(now.plus(LIFE)));
            for (var certificate : revoked) {
                builder.addCRLEntry(certificate.getSerialNumber(), Date.from(now), CRLReason.keyCompromise);
            }
            var list = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
            var path = directory.resolve(file);
            write(path, new JcaX509CRLConverter().getCRL(list));
            return path;
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For a client that trusts this CA and shows a certificate, if there is one. */
    public SSLContext client(Issued... shown) {
        try {
            var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", authority);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var own = KeyStore.getInstance(KeyStore.getDefaultType());
            own.load(null, null);
            for (var issued : shown) {
                own.setKeyEntry(
                        "own", issued.keys().getPrivate(), new char[0], new X509Certificate[] {issued.certificate()});
            }
            var key = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            key.init(own, new char[0]);
            var context = SSLContext.getInstance("TLS");
            context.init(key.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate certificate(X500Name subject, KeyPair own, boolean isAuthority, List<String> names) {
        try {
            var now = Instant.now();
            var builder = new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.valueOf(serial++),
                    Date.from(now.minus(SKEW)),
                    Date.from(now.plus(LIFE)),
                    subject,
                    own.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            if (!isAuthority) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                    KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                }));
            }
            if (!names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(names.stream()
                                .map(each -> new GeneralName(
                                        each.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName, each))
                                .toArray(GeneralName[]::new)));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As openssl and Go write a key: "RSA PRIVATE KEY", or "EC PRIVATE KEY" with its curve. */
    private static Object oldForm(PrivateKey key) {
        if (!key.getAlgorithm().equals("EC")) {
            return key;
        }
        try {
            var info = PrivateKeyInfo.getInstance(key.getEncoded());
            var secret = ECPrivateKey.getInstance(info.parsePrivateKey()).getKey();
            var whole =
                    new ECPrivateKey(256, secret, info.getPrivateKeyAlgorithm().getParameters());
            return new PemObject("EC PRIVATE KEY", whole.getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair ellipticKeys() {
        return keys("EC", 256);
    }

    private static KeyPair keys(String kind, int bits) {
        try {
            var generator = KeyPairGenerator.getInstance(kind);
            generator.initialize(bits, new SecureRandom());
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Replaces the file at once, as who rotates certificates does. */
    private static void write(Path file, Object content) {
        try {
            var draft = file.resolveSibling(file.getFileName() + ".new");
            try (var writer = new JcaPEMWriter(Files.newBufferedWriter(draft))) {
                writer.writeObject(content);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
