package io.jukung.node;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for one test. */
final class TestPki {

    private final Path folder;
    private final KeyPair caKey;
    private int serial = 1;

    TestPki(Path folder) throws IOException, GeneralSecurityException, OperatorCreationException {
        this.folder = Files.createDirectories(folder);
        this.caKey = keyPair();
        write("ca", "CN=test-ca", caKey, true);
    }

    /** A certificate for 127.0.0.1 with the subject, signed by the authority. */
    NodeConfig.Tls issue(String file, String subject)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        write(file, subject, keyPair(), false);
        return new NodeConfig.Tls(
                folder.resolve("ca.crt"), folder.resolve(file + ".crt"), folder.resolve(file + ".key"));
    }

    private void write(String file, String subject, KeyPair key, boolean authority)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        var now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                new X500Principal("CN=test-ca"),
                BigInteger.valueOf(serial++),
                Date.from(now.minusSeconds(60)),
                Date.from(now.plusSeconds(3600)),
                new X500Principal(subject),
                key.getPublic());
        if (authority) {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        } else {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
        }
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(caKey.getPrivate());
        pem(folder.resolve(file + ".crt"), builder.build(signer));
        pem(
                folder.resolve(file + ".key"),
                new org.bouncycastle.openssl.jcajce.JcaPKCS8Generator(key.getPrivate(), null));
    }

    private static void pem(Path file, Object object) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        Files.writeString(file, text.toString());
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }
}
