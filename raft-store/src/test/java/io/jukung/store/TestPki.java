package io.jukung.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A CA and certificates of it, made with openssl. */
final class TestPki {

    private final Path directory;

    private TestPki(Path directory) {
        this.directory = directory;
    }

    static TestPki make(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        var pki = new TestPki(directory);
        pki.openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test-ca"
                + " -keyout ca.key -out ca.crt");
        return pki;
    }

    /** A certificate for 127.0.0.1, for serving and for connecting. */
    TlsFiles issue(String name) throws IOException, InterruptedException {
        openssl("req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=" + name + " -keyout "
                + name + ".key -out " + name + ".csr");
        Files.writeString(
                directory.resolve(name + ".ext"),
                "subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth,clientAuth\n");
        openssl("x509 -req -days 2 -CA ca.crt -CAkey ca.key -CAcreateserial -in " + name + ".csr -extfile " + name
                + ".ext -out " + name + ".crt");
        return new TlsFiles(directory.resolve(name + ".crt"), directory.resolve(name + ".key"), ca(), true);
    }

    /** An RSA key, and its public half beside it in {@code NAME.pub}. */
    static Path keyPair(Path directory, String name) throws IOException, InterruptedException {
        var pki = new TestPki(directory);
        pki.openssl("genrsa -out " + name + ".key 2048");
        pki.openssl("rsa -in " + name + ".key -pubout -out " + name + ".pub");
        return directory.resolve(name + ".key");
    }

    Path ca() {
        return directory.resolve("ca.crt");
    }

    private void openssl(String arguments) throws IOException, InterruptedException {
        var process = new ProcessBuilder(("openssl " + arguments).split(" "))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("openssl " + arguments + ": " + output);
        }
    }
}
