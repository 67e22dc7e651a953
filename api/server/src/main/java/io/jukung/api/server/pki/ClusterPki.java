package io.jukung.api.server.pki;

import io.jukung.platform.Clock;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The cluster's certificate authority and service-account signing key in one folder: {@code ca.crt},
 * {@code ca.key}, {@code sa.key}, and {@code NAME.crt}/{@code NAME.key} for each certificate issued.
 * Keys are EC P-256, the service-account key RSA 2048 (RS256, as Kubernetes signs); key files have
 * mode 0600. Certificates are valid for a year, the authority for ten.
 */
public final class ClusterPki {

    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    private static final Duration CERTIFICATE_LIFE = Duration.ofDays(365);
    private static final Duration RENEW_BEFORE_END = Duration.ofDays(30);
    /** Clocks of the cluster's machines may differ by so much. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private final Path folder;
    private final Clock clock;
    private final SecureRandom random;
    private final X509Certificate authority;
    private final PrivateKey authorityKey;

    private ClusterPki(
            Path folder, Clock clock, SecureRandom random, X509Certificate authority, PrivateKey authorityKey) {
        this.folder = folder;
        this.clock = clock;
        this.random = random;
        this.authority = authority;
        this.authorityKey = authorityKey;
    }

    /**
     * Loads the authority of {@code folder}, or makes one in an empty or absent folder.
     *
     * @throws PkiException naming the file that is broken, expired, or there without its partner
     */
    public static ClusterPki createOrLoad(Path folder) {
        return createOrLoad(folder, Clock.system());
    }

    /** As {@link #createOrLoad(Path)} by the given clock. */
    public static ClusterPki createOrLoad(Path folder, Clock clock) {
        var random = new SecureRandom();
        var certFile = folder.resolve("ca.crt");
        var keyFile = folder.resolve("ca.key");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new PkiException("folder " + folder + " for certificates cannot be made: " + e.getMessage(), e);
        }
        if (Files.exists(certFile) != Files.exists(keyFile)) {
            var missing = Files.exists(certFile) ? keyFile : certFile;
            throw new PkiException("the authority in " + folder + " is incomplete: " + missing
                    + " is missing; restore it, or empty the folder to make a new authority");
        }
        if (!Files.exists(certFile)) {
            var keys = ecKeys(random);
            var certificate = selfSigned(keys, clock, random);
            Pem.write(keyFile, keys.getPrivate(), true);
            Pem.write(certFile, certificate, false);
        }
        var authority = Pem.certificates(certFile).getFirst();
        var authorityKey = Pem.privateKey(keyFile);
        requireValid(certFile, authority, clock);
        if (authority.getBasicConstraints() < 0) {
            throw new PkiException(certFile + " is not the certificate of an authority (CA:FALSE)");
        }
        requirePair(certFile, authority, keyFile, authorityKey);
        var saKey = folder.resolve("sa.key");
        if (!Files.exists(saKey)) {
            Pem.write(saKey, rsaKeys(random).getPrivate(), true);
        }
        return new ClusterPki(folder, clock, random, authority, authorityKey);
    }

    public Path caFile() {
        return folder.resolve("ca.crt");
    }

    /** Signs and verifies service-account tokens; RSA, PKCS#8. */
    public Path serviceAccountKeyFile() {
        return folder.resolve("sa.key");
    }

    public X509Certificate authority() {
        return authority;
    }

    /** A certificate that a client shows: {@code NAME.crt} and {@code NAME.key}. */
    public KeyFiles client(String name, Subject subject) {
        return issue(name, subject, List.of(), List.of(KeyPurposeId.id_kp_clientAuth));
    }

    /**
     * A certificate that a server shows, and may show to others as a client.
     *
     * @param addresses host names and IP addresses by which it is reached
     */
    public KeyFiles server(String name, Subject subject, List<String> addresses) {
        return issue(name, subject, addresses, List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth));
    }

    private KeyFiles issue(String name, Subject subject, List<String> addresses, List<KeyPurposeId> purposes) {
        var files = new KeyFiles(caFile(), folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
        if (!reusable(files, subject, addresses)) {
            var keys = ecKeys(random);
            var certificate = signed(keys, subject, addresses, purposes);
            Pem.write(files.keyFile(), keys.getPrivate(), true);
            Pem.write(files.certFile(), certificate, false);
        }
        return files;
    }

    /** Whether the files hold a certificate for the same, of this authority, with enough life left. */
    private boolean reusable(KeyFiles files, Subject subject, List<String> addresses) {
        if (!Files.exists(files.certFile()) || !Files.exists(files.keyFile())) {
            return false;
        }
        var certificate = Pem.certificates(files.certFile()).getFirst();
        requirePair(files.certFile(), certificate, files.keyFile(), Pem.privateKey(files.keyFile()));
        try {
            certificate.verify(authority.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new PkiException(
                    files.certFile() + " was not signed by the authority " + caFile()
                            + "; remove it to have it made anew",
                    e);
        }
        var end = certificate.getNotAfter().toInstant();
        var names = new ArrayList<String>();
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                alternatives.forEach(entry -> names.add(String.valueOf(entry.get(1))));
            }
        } catch (GeneralSecurityException e) {
            throw new PkiException(files.certFile() + " has unreadable alternative names", e);
        }
        return end.isAfter(clock.now().plus(RENEW_BEFORE_END))
                && Subjects.of(certificate).equals(subject)
                && names.containsAll(
                        addresses.stream().map(ClusterPki::normalised).toList());
    }

    private static String normalised(String address) {
        return isIpAddress(address) ? InetAddress.ofLiteral(address).getHostAddress() : address;
    }

    private X509Certificate signed(KeyPair keys, Subject subject, List<String> addresses, List<KeyPurposeId> purposes) {
        var now = clock.now();
        var builder = new JcaX509v3CertificateBuilder(
                authority,
                new BigInteger(128, random),
                Date.from(now.minus(CLOCK_SKEW)),
                Date.from(now.plus(CERTIFICATE_LIFE)),
                subject.distinguishedName(),
                keys.getPublic());
        try {
            var extensions = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes.toArray(new KeyPurposeId[0])));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(authority));
            if (!addresses.isEmpty()) {
                var names = addresses.stream()
                        .map(address -> new GeneralName(
                                isIpAddress(address) ? GeneralName.iPAddress : GeneralName.dNSName, address))
                        .toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(authorityKey);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new PkiException("certificate for " + subject.user() + " cannot be signed: " + e.getMessage(), e);
        }
    }

    private static X509Certificate selfSigned(KeyPair keys, Clock clock, SecureRandom random) {
        var name = new Subject("jukung-ca", List.of()).distinguishedName();
        var now = clock.now();
        var builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(128, random),
                Date.from(now.minus(CLOCK_SKEW)),
                Date.from(now.plus(AUTHORITY_LIFE)),
                name,
                keys.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new PkiException("the authority's certificate cannot be made: " + e.getMessage(), e);
        }
    }

    private static boolean isIpAddress(String address) {
        return address.indexOf(':') >= 0 || address.matches("[0-9]+(\\.[0-9]+){3}");
    }

    private static void requireValid(Path file, X509Certificate certificate, Clock clock) {
        try {
            certificate.checkValidity(Date.from(clock.now()));
        } catch (CertificateExpiredException e) {
            throw new PkiException(
                    file + " expired at " + certificate.getNotAfter().toInstant(), e);
        } catch (CertificateNotYetValidException e) {
            throw new PkiException(
                    file + " is not valid before " + certificate.getNotBefore().toInstant(), e);
        }
    }

    private static void requirePair(Path certFile, X509Certificate certificate, Path keyFile, PrivateKey key) {
        if (!KeyPairs.match(certificate.getPublicKey(), key)) {
            throw new PkiException("key " + keyFile + " does not belong to certificate " + certFile);
        }
    }

    private static KeyPair ecKeys(SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("every JDK has EC P-256", e);
        }
    }

    private static KeyPair rsaKeys(SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048, random);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }
}
