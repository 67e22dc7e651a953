package io.jukung.store.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.store.TestPki;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateNamesTest {

    @ParameterizedTest
    @CsvSource({
        "a.example.com, a.example.com, true",
        "A.Example.com, a.example.COM, true",
        "*.example.com, a.example.com, true",
        "*.example.com, example.com, false",
        "*.example.com, b.a.example.com, false",
        "*.example.com, .example.com, false",
        "a.example.com, b.example.com, false",
        "*, localhost, false",
        "'', '', false"
    })
    void aWildcardIsOneLabel(String pattern, String host, boolean matches) {
        assertThat(CertificateNames.matches(pattern, host)).isEqualTo(matches);
    }

    @Test
    void alternativeNamesAloneSayWhomItIsFor(@TempDir Path folder) throws Exception {
        var certificate = TestPki.make(folder)
                .issue("x", "name", "127.0.0.1", "localhost")
                .certificate();
        assertThat(CertificateNames.isFor(certificate, "localhost")).isTrue();
        assertThat(CertificateNames.isFor(certificate, "127.0.0.1")).isTrue();
        assertThat(CertificateNames.isFor(certificate, "127.0.0.2")).isFalse();
        assertThat(CertificateNames.isFor(certificate, "1.2.3")).isFalse();
        assertThat(CertificateNames.isFor(certificate, "name")).isFalse();
        assertThat(CertificateNames.commonName(certificate.getSubjectX500Principal()))
                .contains("name");
    }

    @Test
    void aCommonNameMayHoldCommas(@TempDir Path folder) throws Exception {
        var certificate = TestPki.make(folder).issue("x", "a\\,b").certificate();
        assertThat(CertificateNames.commonName(certificate.getSubjectX500Principal()))
                .contains("a,b");
    }
}
