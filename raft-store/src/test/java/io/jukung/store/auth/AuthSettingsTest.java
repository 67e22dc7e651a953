package io.jukung.store.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.store.auth.AuthSettings.SignMethod;
import io.jukung.store.auth.AuthSettings.Tokens;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthSettingsTest {

    private static final Duration TTL = Duration.ofMinutes(5);

    @Test
    void flagsOfEtcdAreUnderstood() {
        assertThat(AuthSettings.parse("simple", TTL, 10)).isEqualTo(new AuthSettings(new Tokens.Simple(TTL), 10));
        assertThat(AuthSettings.parse("jwt,pub-key=p.pem,priv-key=k.pem,sign-method=ES256,ttl=1h30m", TTL, 4)
                        .tokens())
                .isEqualTo(
                        new Tokens.Jwt(SignMethod.ES256, Path.of("p.pem"), Path.of("k.pem"), Duration.ofMinutes(90)));
        assertThat(AuthSettings.parse("jwt,pub-key=p.pem,sign-method=EdDSA", TTL, 4)
                        .tokens())
                .isEqualTo(new Tokens.Jwt(SignMethod.EDDSA, Path.of("p.pem"), null, Duration.ofMinutes(5)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bearer | 10 | auth-token: must be simple, or jwt with its options, is bearer",
                "simple,ttl=3s | 10 | auth-token: simple takes no options, has simple,ttl=3s",
                "jwt | 10 | auth-token: jwt needs sign-method, one of RS256",
                "jwt,sign-method=none | 10 | auth-token: sign-method must be one of RS256",
                "jwt,sign-method=RS256 | 10 | auth-token: sign-method RS256 needs priv-key or pub-key",
                "jwt,sign-method=HS256,pub-key=p | 10 | auth-token: sign-method HS256 needs priv-key",
                "jwt,sign-method=RS256,priv-key=k,ttl=ten | 10 | auth-token: ttl must be like 10m or 1h30m, is ten",
                "jwt,sign-method=RS256,priv-key=k,ttl=0s | 10 | auth-token: ttl must be positive",
                "jwt,sign-method=RS256,key=k | 10 | auth-token: unknown option key, jwt knows priv-key, pub-key",
                "jwt,ttl=1s,ttl=2s | 10 | auth-token: ttl is given twice",
                "jwt,RS256 | 10 | auth-token: RS256 is not of the form OPTION=VALUE",
                "simple | 3 | bcrypt-cost: must be 4 to 31, is 3",
                "simple | 32 | bcrypt-cost: must be 4 to 31, is 32"
            })
    void whatIsWrongIsNamed(String token, int cost, String message) {
        assertThatThrownBy(() -> AuthSettings.parse(token, TTL, cost))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aTokenLivesForASecondAtLeast() {
        assertThatThrownBy(() -> AuthSettings.parse("simple", Duration.ofMillis(999), 10))
                .hasMessage("auth-token-ttl: must be at least one second, is 0");
    }
}
