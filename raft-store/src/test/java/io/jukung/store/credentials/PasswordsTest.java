package io.jukung.store.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PasswordsTest {

    private final Passwords passwords = new Passwords(4, new SecureRandom());

    @AfterEach
    void stop() {
        passwords.close();
    }

    @Test
    void aPasswordFitsItsHashAndNoOther() {
        String hash = passwords.hash("wonder").join();
        assertThat(hash).startsWith("$2a$04$").hasSize(60);
        assertThat(passwords.hash("wonder").join()).isNotEqualTo(hash);
        assertThat(passwords.fits(hash, "wonder").join()).isTrue();
        assertThat(passwords.fits(hash, "wonde").join()).isFalse();
        assertThat(passwords.fits(passwords.hash("").join(), "").join()).isTrue();
    }

    @Test
    void hashesOfOthersAreUnderstood() {
        // The example of bcrypt's article in Wikipedia.
        String hash = "$2a$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW";
        assertThat(passwords.fits(hash, "abc123xyz").join()).isTrue();
        assertThat(passwords.fits(hash, "abc123xy").join()).isFalse();
    }

    @Test
    void whatIsNoHashFitsNothing() {
        for (String hash :
                List.of("", "secret", "$2a$04$short", "$9z$04$" + "a".repeat(53), "$2a$99$" + "a".repeat(53))) {
            assertThat(passwords.fits(hash, "").join()).as(hash).isFalse();
        }
        assertThat(passwords.fitsNobody("").join()).isFalse();
    }

    @Test
    void bcryptSees72Bytes() {
        assertThat(Passwords.isTooLong("p".repeat(72))).isFalse();
        assertThat(Passwords.isTooLong("p".repeat(73))).isTrue();
        assertThat(Passwords.isTooLong("\u00e4".repeat(37))).isTrue();
        String hash = passwords.hash("p".repeat(72)).join();
        assertThat(passwords.fits(hash, "p".repeat(80)).join()).isTrue();
    }

    @Test
    void tooManyAtATimeAreRefusedAtOnce() {
        try (Passwords slow = new Passwords(10, new SecureRandom())) {
            List<CompletableFuture<String>> all = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                all.add(slow.hash("x"));
            }
            assertThatThrownBy(() -> all.getLast().join()).hasCauseInstanceOf(RejectedExecutionException.class);
        }
    }
}
