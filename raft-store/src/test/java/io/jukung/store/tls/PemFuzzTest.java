package io.jukung.store.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jukung.store.TestPki;
import io.jukung.store.TlsFiles.KeyPairFiles;
import io.jukung.testing.ShortFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Certificates, keys and revocation lists: read, or refused in the name of the file; a list that is refused trusts nobody. */
public class PemFuzzTest {

    private static final int SHORT = 1_500;

    @TempDir
    static Path directory;

    /** One file of each kind. */
    public static Stream<byte[]> seeds() throws IOException {
        Path folder = Files.createTempDirectory("pem");
        try {
            TestPki pki = TestPki.make(folder);
            TestPki.Issued issued = pki.issue("server", "server", "127.0.0.1", "localhost");
            TestPki.Issued rsa = pki.issueRsa("rsa", "rsa", "localhost");
            Path list = pki.revoke("list.crl", issued.certificate());
            return Stream.of(
                    Files.readAllBytes(issued.certificateFile()),
                    Files.readAllBytes(issued.keyFile()),
                    Files.readAllBytes(rsa.certificateFile()),
                    Files.readAllBytes(rsa.keyFile()),
                    Files.readAllBytes(list));
        } finally {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @MethodSource("seeds")
    @FuzzTest
    void file(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("file.pem"), bytes);
        try {
            assertThat(KeyMaterial.certificates(file)).isNotEmpty();
        } catch (IOException told) {
            assertThat(told).hasMessageContaining("file.pem");
        }
        try {
            assertThat(KeyMaterial.of(new KeyPairFiles(file, file)).chain()).isNotEmpty();
        } catch (IOException told) {
            assertThat(told).hasMessageContaining("file.pem");
        }
        assertThat(Revocations.of(file)).isNotInstanceOf(Revocations.None.class);
    }

    @Test
    void inEveryBuild() throws IOException {
        ShortFuzz.run(getClass(), seeds().toList(), SHORT, this::file);
    }
}
