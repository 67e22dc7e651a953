package io.jukung.store.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.store.auth.AuthSettings;
import io.jukung.store.auth.AuthSettings.Tokens;
import io.jukung.store.auth.Requester;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JwtTokensTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Requester.User ALICE = new Requester.User("alice", 17);

    @TempDir
    private Path folder;

    private Path pem(String name, String title, Key key) throws IOException {
        String text = "-----BEGIN " + title + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded()) + "\n-----END " + title
                + "-----\n";
        return Files.writeString(folder.resolve(name), text);
    }

    private static KeyPair pair(String algorithm, int size) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (size > 0) {
            generator.initialize(size);
        }
        return generator.generateKeyPair();
    }

    private void write(KeyPair pair) throws IOException {
        pem("key.pem", "PRIVATE KEY", pair.getPrivate());
        pem("pub.pem", "PUBLIC KEY", pair.getPublic());
    }

    private JwtTokens tokens(String options) throws IOException {
        String spec = "jwt,"
                + options.replace("=key.pem", "=" + folder.resolve("key.pem"))
                        .replace("=pub.pem", "=" + folder.resolve("pub.pem"));
        return new JwtTokens(
                (Tokens.Jwt) AuthSettings.parse(spec, Duration.ofMinutes(5), 10).tokens());
    }

    @ParameterizedTest
    @CsvSource({
        "RS256, RSA, 2048",
        "PS384, RSA, 2048",
        "ES256, EC, 256",
        "ES384, EC, 384",
        "ES512, EC, 521",
        "EdDSA, Ed25519, 0"
    })
    void whatOneMemberIssuesAnotherVerifiesUntilItExpires(String method, String algorithm, int size) throws Exception {
        write(pair(algorithm, size));
        JwtTokens issuer = tokens("sign-method=" + method + ",priv-key=key.pem,ttl=10m");
        String token = issuer.issue(ALICE, NOW).orElseThrow();
        assertThat(issuer.user(token, NOW)).contains(ALICE);

        JwtTokens verifier = tokens("sign-method=" + method + ",pub-key=pub.pem");
        assertThat(verifier.issue(ALICE, NOW)).isEmpty();
        assertThat(verifier.user(token, NOW.plusSeconds(599))).contains(ALICE);
        assertThat(verifier.user(token, NOW.plusSeconds(600))).isEmpty();
        int end = token.lastIndexOf('.') + 3;
        String forged = token.substring(0, end) + (token.charAt(end) == 'A' ? 'B' : 'A') + token.substring(end + 1);
        assertThat(verifier.user(forged, NOW)).isEmpty();
    }

    @Test
    void aSecretSignsAndVerifies() throws IOException {
        Files.writeString(folder.resolve("key.pem"), "0123456789abcdef0123456789abcdef");
        JwtTokens tokens = tokens("sign-method=HS256,priv-key=key.pem");
        String token = tokens.issue(ALICE, NOW).orElseThrow();
        assertThat(tokens.user(token, NOW)).contains(ALICE);
        assertThat(tokens.user(token, NOW.plus(Duration.ofMinutes(5)))).isEmpty();

        Files.writeString(folder.resolve("key.pem"), "short");
        assertThatThrownBy(() -> tokens("sign-method=HS256,priv-key=key.pem"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("auth-token: the keys do not suit sign-method HS256");
    }

    @Test
    void aTokenSignedInAnotherWayIsNoToken() throws Exception {
        write(pair("RSA", 2048));
        String token =
                tokens("sign-method=RS256,priv-key=key.pem").issue(ALICE, NOW).orElseThrow();
        assertThat(tokens("sign-method=RS512,pub-key=pub.pem").user(token, NOW)).isEmpty();
        String unsigned = Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8))
                + token.substring(token.indexOf('.'), token.lastIndexOf('.') + 1);
        for (String text : new String[] {unsigned, "", "a.b.c", "abcdefghijklmnop.1", "x".repeat(100_000)}) {
            assertThat(tokens("sign-method=RS256,pub-key=pub.pem").user(text, NOW))
                    .isEmpty();
        }
    }

    @Test
    void keysAreReadAgainWhenTheirFilesChange() throws Exception {
        write(pair("EC", 256));
        JwtTokens tokens = tokens("sign-method=ES256,priv-key=key.pem,pub-key=pub.pem");
        String before = tokens.issue(ALICE, NOW).orElseThrow();
        assertThat(tokens.user(before, NOW)).contains(ALICE);

        Files.writeString(folder.resolve("key.pem"), "half written");
        Files.setLastModifiedTime(folder.resolve("key.pem"), FileTime.from(NOW.minusSeconds(100)));
        assertThat(tokens.user(before, NOW.plusSeconds(2))).contains(ALICE);

        write(pair("EC", 256));
        Files.setLastModifiedTime(folder.resolve("key.pem"), FileTime.from(NOW.minusSeconds(50)));
        assertThat(tokens.user(before, NOW.plusSeconds(4))).isEmpty();
        String after = tokens.issue(ALICE, NOW.plusSeconds(4)).orElseThrow();
        assertThat(tokens.user(after, NOW.plusSeconds(4))).contains(ALICE);
    }

    @Test
    void keysThatDoNotSuitAreRefusedByName() throws Exception {
        write(pair("EC", 256));
        assertThatThrownBy(() -> tokens("sign-method=RS256,priv-key=key.pem"))
                .hasMessage("auth-token: the keys do not suit sign-method RS256");
        assertThatThrownBy(() -> tokens("sign-method=ES384,priv-key=key.pem"))
                .hasMessage("auth-token: the keys do not suit sign-method ES384");
        assertThatThrownBy(() -> tokens("sign-method=ES256,pub-key=key.pem"))
                .hasMessageEndingWith("key.pem holds no public key");
        pem("pub.pem", "PUBLIC KEY", pair("EC", 256).getPublic());
        assertThatThrownBy(() -> tokens("sign-method=ES256,priv-key=key.pem,pub-key=pub.pem"))
                .hasMessageContaining("is not that of priv-key");
        Files.writeString(folder.resolve("key.pem"), "nonsense");
        assertThatThrownBy(() -> tokens("sign-method=ES256,priv-key=key.pem"))
                .hasMessageContaining("holds no key in PEM");
    }
}
