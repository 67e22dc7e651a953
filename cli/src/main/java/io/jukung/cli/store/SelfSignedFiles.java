package io.jukung.cli.store;

import io.jukung.api.server.pki.Pem;
import io.jukung.api.server.pki.PkiException;
import io.jukung.cli.CommandFailure;
import io.jukung.store.TlsFiles.KeyPairFiles;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The certificate of {@code auto-tls} and {@code peer-auto-tls}, where etcd keeps it: {@code cert.pem}, {@code key.pem}. */
final class SelfSignedFiles {

    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private SelfSignedFiles() {}

    /**
     * Those of a folder; made if there are none, or if they end within a day: etcd would serve with what has ended.
     *
     * @param urls whose hosts the certificate is for
     * @throws CommandFailure if they cannot be made
     */
    static KeyPairFiles in(Path folder, Collection<URI> urls, long years, Instant now) {
        if (years <= 0 || years > 100) {
            throw new FlagException("--self-signed-cert-validity=" + years + ": expected 1 to 100 years");
        }
        var certificate = folder.resolve("cert.pem");
        var key = folder.resolve("key.pem");
        try {
            if (!Files.exists(certificate)
                    || !Files.exists(key)
                    || endsBefore(certificate, now.plus(Duration.ofDays(1)))) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                var generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp256r1"));
                var keys = generator.generateKeyPair();
                Pem.write(key, keys.getPrivate(), true);
                Pem.write(certificate, certificate(keys, urls, YEAR.multipliedBy(years), now), false);
            }
            return new KeyPairFiles(certificate, key);
        } catch (IOException e) {
            throw new CommandFailure("auto-tls: " + CommandFailure.reason(e), e);
        } catch (PkiException | OperatorCreationException | GeneralSecurityException e) {
            throw new CommandFailure("auto-tls: a certificate in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static boolean endsBefore(Path certificate, Instant moment) {
        return Pem.certificates(certificate)
                .getFirst()
                .getNotAfter()
                .toInstant()
                .isBefore(moment);
    }

    private static X509Certificate certificate(KeyPair keys, Collection<URI> urls, Duration life, Instant now)
            throws IOException, OperatorCreationException, GeneralSecurityException {
        var subject = new X500Name("O=jukung");
        var builder = new JcaX509v3CertificateBuilder(
                subject,
                new BigInteger(128, new SecureRandom()),
                Date.from(now.minus(CLOCK_SKEW)),
                Date.from(now.plus(life)),
                subject,
                keys.getPublic());
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
        }));
        var names = urls.stream()
                .map(URI::getHost)
                .distinct()
                .map(host -> new GeneralName(
                        host.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName,
                        host.replaceAll("[\\[\\]]", "")))
                .toArray(GeneralName[]::new);
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }
}
