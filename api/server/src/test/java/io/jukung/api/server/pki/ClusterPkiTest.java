package io.jukung.api.server.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.platform.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterPkiTest {

    @TempDir
    private Path folder;

    /** The machine's time, moved. */
    private record Moved(Duration by) implements Clock {
        @Override
        public Instant now() {
            return Clock.system().now().plus(by);
        }

        @Override
        public long nanoTime() {
            return Clock.system().nanoTime();
        }
    }

    @Test
    void keepsItsAuthorityAndItsCertificatesBetweenLoads() throws IOException {
        var first = ClusterPki.createOrLoad(folder);
        var admin = first.client("admin", Subject.ADMIN);
        var certificate = Files.readString(admin.certFile());
        var signingKey = Files.readString(first.serviceAccountKeyFile());

        var second = ClusterPki.createOrLoad(folder);

        assertThat(second.authority()).isEqualTo(first.authority());
        assertThat(Files.readString(second.client("admin", Subject.ADMIN).certFile()))
                .isEqualTo(certificate);
        assertThat(Files.readString(second.serviceAccountKeyFile())).isEqualTo(signingKey);
    }

    @Test
    void onlyTheOwnerReadsKeys() throws IOException {
        var pki = ClusterPki.createOrLoad(folder);
        var node = pki.client("node", Subject.node("a"));

        for (var key : List.of(folder.resolve("ca.key"), pki.serviceAccountKeyFile(), node.keyFile())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .as(key.toString())
                    .isEqualTo("rw-------");
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("no drafts stay")
                    .containsExactlyInAnyOrder("ca.crt", "ca.key", "sa.key", "node.crt", "node.key");
        }
    }

    @Test
    void aCertificateNamesItsSubjectAndAddressesAndIsSignedByTheAuthority() throws Exception {
        var pki = ClusterPki.createOrLoad(folder);
        var files = pki.server("serving", Subject.node("a"), List.of("a.local", "127.0.0.1"));

        var certificate = Pem.certificates(files.certFile()).getFirst();

        certificate.verify(pki.authority().getPublicKey());
        assertThat(Subjects.of(certificate)).isEqualTo(Subject.node("a"));
        assertThat(certificate.getSubjectAlternativeNames().stream()
                        .map(name -> name.get(1).toString()))
                .containsExactly("a.local", "127.0.0.1");
    }

    @Test
    void issuesAnewForAnotherSubjectForMoreAddressesAndNearTheEnd() {
        var pki = ClusterPki.createOrLoad(folder);
        var first = Pem.certificates(pki.server("s", Subject.API_SERVER, List.of("localhost"))
                        .certFile())
                .getFirst();

        var wider = Pem.certificates(pki.server("s", Subject.API_SERVER, List.of("localhost", "::1"))
                        .certFile())
                .getFirst();
        var other = Pem.certificates(
                        pki.server("s", Subject.PROXY, List.of("localhost")).certFile())
                .getFirst();
        var later = ClusterPki.createOrLoad(folder, new Moved(Duration.ofDays(350)));
        var renewed = Pem.certificates(
                        later.server("s", Subject.PROXY, List.of("localhost")).certFile())
                .getFirst();

        assertThat(List.of(first, wider, other, renewed)).doesNotHaveDuplicates();
        assertThat(renewed.getNotAfter()).isAfter(other.getNotAfter());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca.crt", "ca.key"})
    void namesTheHalfOfTheAuthorityThatIsMissing(String half) throws IOException {
        ClusterPki.createOrLoad(folder);
        Files.delete(folder.resolve(half));

        assertThatThrownBy(() -> ClusterPki.createOrLoad(folder))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining(folder.resolve(half) + " is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca.crt", "ca.key"})
    void namesAFileThatIsEmptyOrBroken(String file) throws IOException {
        ClusterPki.createOrLoad(folder);
        var path = folder.resolve(file);
        var good = Files.readString(path);
        var cut = good.lines().limit(3).toList();
        for (var bad : List.of("", "no PEM at all\n", String.join("\n", cut) + "\n", good.replace('M', '!'))) {
            Files.writeString(path, bad);

            assertThatThrownBy(() -> ClusterPki.createOrLoad(folder))
                    .as("%s with \"%s\"", file, bad)
                    .isInstanceOf(PkiException.class)
                    .hasMessageContaining(path.toString());
        }
    }

    @Test
    void namesAnAuthorityThatHasExpiredOrIsNotYetValid() {
        ClusterPki.createOrLoad(folder);

        assertThatThrownBy(() -> ClusterPki.createOrLoad(folder, new Moved(Duration.ofDays(3651))))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining(folder.resolve("ca.crt") + " expired at ");
        assertThatThrownBy(() -> ClusterPki.createOrLoad(folder, new Moved(Duration.ofDays(-1))))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining(folder.resolve("ca.crt") + " is not valid before ");
    }

    @Test
    void refusesAKeyOfAnotherAuthorityAndACertificateThatIsNone(@TempDir Path foreign) throws IOException {
        var pki = ClusterPki.createOrLoad(folder);
        var leaf = pki.client("admin", Subject.ADMIN);
        ClusterPki.createOrLoad(foreign);
        replace(foreign.resolve("ca.key"), folder.resolve("ca.key"));

        assertThatThrownBy(() -> ClusterPki.createOrLoad(folder))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("key " + folder.resolve("ca.key") + " does not belong to certificate "
                        + folder.resolve("ca.crt"));

        replace(leaf.certFile(), folder.resolve("ca.crt"));
        replace(leaf.keyFile(), folder.resolve("ca.key"));
        assertThatThrownBy(() -> ClusterPki.createOrLoad(folder))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining(folder.resolve("ca.crt") + " is not the certificate of an authority");
    }

    @Test
    void refusesACertificateOfAnotherAuthorityAndAKeyOfAnotherCertificate(@TempDir Path foreign) throws IOException {
        var pki = ClusterPki.createOrLoad(folder);
        var admin = pki.client("admin", Subject.ADMIN);
        var other = ClusterPki.createOrLoad(foreign).client("admin", Subject.ADMIN);
        replace(other.keyFile(), admin.keyFile());

        assertThatThrownBy(() -> pki.client("admin", Subject.ADMIN))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining(admin.keyFile() + " does not belong to certificate " + admin.certFile());

        replace(other.certFile(), admin.certFile());
        assertThatThrownBy(() -> pki.client("admin", Subject.ADMIN))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining(admin.certFile() + " was not signed by the authority " + pki.caFile());
    }

    private static void replace(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
}
