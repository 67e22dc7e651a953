package io.jukung.store.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jukung.store.auth.AuthSettings;
import io.jukung.store.auth.AuthSettings.Tokens;
import io.jukung.store.auth.Requester;
import io.jukung.testing.ShortFuzz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens that clients show: one we did not issue is nobody's, and no text is more than that. */
class TokensFuzzTest {

    private static final int SHORT = 10_000;
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Requester.User ALICE = new Requester.User("alice", 17);

    @TempDir
    static Path directory;

    private static JwtTokens issuer(String name) throws IOException {
        Path secret = Files.writeString(directory.resolve(name), "0123456789abcdef0123456789abcdef");
        return new JwtTokens(
                (Tokens.Jwt) AuthSettings.parse("jwt,sign-method=HS256,priv-key=" + secret, Duration.ofMinutes(5), 10)
                        .tokens());
    }

    static Stream<byte[]> seeds() throws IOException {
        return Stream.of(
                        issuer("seed").issue(ALICE, NOW).orElseThrow(),
                        "eyJhbGciOiJub25lIn0.eyJ1c2VybmFtZSI6InJvb3QiLCJyZXZpc2lvbiI6MX0.",
                        "abcdefghijklmnop.123",
                        "abcdefghijklmnop.999999999999999999")
                .map(token -> token.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void token(byte[] bytes) throws IOException {
        String token = new String(bytes, StandardCharsets.UTF_8);
        JwtTokens issuer = issuer("key");
        issuer.user(token, NOW).ifPresent(user -> assertThat(user).isEqualTo(ALICE));
        SimpleTokens tokens = new SimpleTokens(Duration.ofMinutes(5), 10);
        assertThat(tokens.user(token, 0)).isEmpty();
        SimpleTokens.indexOf(token).ifPresent(index -> assertThat(index).isNotNegative());
    }

    @Test
    void inEveryBuild() throws IOException {
        ShortFuzz.run(getClass(), seeds().toList(), SHORT, this::token);
    }

    /** Key files: a pair of keys, or an error that says which file. */
    @MethodSource("io.jukung.store.tls.PemFuzzTest#seeds")
    @FuzzTest
    void keys(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("keys.pem"), bytes);
        for (String options :
                List.of("sign-method=RS256,pub-key=", "sign-method=ES256,priv-key=", "sign-method=HS256,priv-key=")) {
            Tokens.Jwt settings = (Tokens.Jwt) AuthSettings.parse("jwt," + options + file, Duration.ofMinutes(5), 10)
                    .tokens();
            try {
                assertThat(JwtKeys.read(settings).verifier()).isNotNull();
            } catch (IOException told) {
                assertThat(told).hasMessageContaining("auth-token");
            }
        }
    }

    @Test
    void keysInEveryBuild() throws IOException {
        ShortFuzz.run(getClass(), io.jukung.store.tls.PemFuzzTest.seeds().toList(), SHORT / 10, this::keys);
    }
}
