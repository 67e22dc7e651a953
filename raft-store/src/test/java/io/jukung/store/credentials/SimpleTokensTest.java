package io.jukung.store.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.store.auth.AuthEvent;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SimpleTokensTest {

    private static final long SECOND = 1_000_000_000L;

    private final SimpleTokens tokens = new SimpleTokens(Duration.ofMinutes(5), 3);

    private String issue(String user, long index, long seconds) {
        String secret = SimpleTokens.newSecret(new Random(index));
        tokens.accept(List.of(new AuthEvent.TokenIssued(user, SimpleTokens.hash(secret), index)), seconds * SECOND);
        return secret + "." + index;
    }

    @Test
    void aTokenIsItsUsersUntilItIsNotUsedForItsTime() {
        String token = issue("alice", 7, 0);
        assertThat(token).matches("[a-zA-Z]{16}\\.7");
        assertThat(tokens.user(token, 299 * SECOND)).contains("alice");
        assertThat(tokens.user(token, 598 * SECOND)).contains("alice");
        assertThat(tokens.user(token, 898 * SECOND)).isEmpty();
        assertThat(tokens.user(token, 598 * SECOND)).isEmpty();
    }

    @Test
    void anotherIndexOrSecretIsAnotherToken() {
        String token = issue("alice", 7, 0);
        assertThat(tokens.user(token.replace(".7", ".8"), 0)).isEmpty();
        assertThat(tokens.user("x" + token.substring(1), 0)).isEmpty();
        assertThat(tokens.user(token + "0", 0)).isEmpty();
    }

    @Test
    void whatIsNoTokenIsNobodys() {
        for (String text : List.of("", ".", "a.1", "abcdefghijklmnop.", "abcdefghijklmnop.-1", "abcdefghijklmnop.1x")) {
            assertThat(SimpleTokens.indexOf(text)).as(text).isEmpty();
            assertThat(tokens.user(text, 0)).isEmpty();
        }
        assertThat(SimpleTokens.indexOf("abcdefghijklmnop." + "9".repeat(30))).isEmpty();
        assertThat(SimpleTokens.indexOf("abcdefghijklmnop.12")).hasValue(12);
    }

    @Test
    void loggingOutEndsTheUsersTokensAndNoOthers() {
        String alice = issue("alice", 1, 0);
        String again = issue("alice", 2, 0);
        String bob = issue("bob", 3, 0);
        tokens.accept(List.of(new AuthEvent.LoggedOut("alice")), 0);
        assertThat(tokens.user(alice, 0)).isEmpty();
        assertThat(tokens.user(again, 0)).isEmpty();
        assertThat(tokens.user(bob, 0)).contains("bob");
        tokens.accept(List.of(new AuthEvent.AllLoggedOut()), 0);
        assertThat(tokens.user(bob, 0)).isEmpty();
    }

    @Test
    void tooManyTokensPushOutThoseNotUsedForTheLongestTime() {
        String first = issue("u1", 1, 0);
        String second = issue("u2", 2, 1);
        issue("u3", 3, 2);
        assertThat(tokens.user(first, 3 * SECOND)).contains("u1");
        issue("u4", 4, 4);
        assertThat(tokens.user(second, 5 * SECOND)).isEmpty();
        assertThat(tokens.user(first, 5 * SECOND)).contains("u1");
    }
}
