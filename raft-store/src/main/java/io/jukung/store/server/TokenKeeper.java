package io.jukung.store.server;

import io.jukung.platform.Clock;
import io.jukung.store.apply.StoreState;
import io.jukung.store.auth.AuthSettings.Tokens;
import io.jukung.store.auth.AuthState;
import io.jukung.store.auth.Requester;
import io.jukung.store.credentials.JwtTokens;
import io.jukung.store.credentials.SimpleTokens;
import io.jukung.store.member.AppliedEntry;
import io.jukung.store.member.MemberState;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tokens this member knows, of the one kind it was told to use. */
public sealed interface TokenKeeper {

    /** Whose token it is. */
    Optional<Requester.User> user(String token, AuthState auth, Clock clock);

    /**
     * Of the kind in the settings.
     *
     * @throws IOException if keys cannot be read
     */
    static TokenKeeper of(Tokens settings, MemberState state, Clock clock) throws IOException {
        return switch (settings) {
            case Tokens.Simple simple -> Simple.follow(new SimpleTokens(simple.ttl(), Simple.MAX_TOKENS), state, clock);
            case Tokens.Jwt jwt -> new Jwt(new JwtTokens(jwt));
        };
    }

    /** Tokens issued by logins in the log. */
    record Simple(SimpleTokens tokens) implements TokenKeeper {

        private static final int MAX_TOKENS = 100_000;

        private static Simple follow(SimpleTokens tokens, MemberState state, Clock clock) {
            state.onApplied(new Consumer<>() {
                private @Nullable StoreState last;

                @Override
                public void accept(AppliedEntry applied) {
                    if (applied.state() != last) {
                        if (last != null) {
                            // A snapshot came: whoever was logged out meanwhile is not known.
                            tokens.clear();
                        }
                        last = applied.state();
                    }
                    var events = applied.result().authEvents();
                    if (!events.isEmpty()) {
                        tokens.accept(events, clock.nanoTime());
                    }
                }
            });
            return new Simple(tokens);
        }

        @Override
        public Optional<Requester.User> user(String token, AuthState auth, Clock clock) {
            return tokens.user(token, clock.nanoTime()).map(name -> new Requester.User(name, auth.revision()));
        }
    }

    /** Tokens that say themselves whose they are. */
    record Jwt(JwtTokens tokens) implements TokenKeeper {

        @Override
        public Optional<Requester.User> user(String token, AuthState auth, Clock clock) {
            return tokens.user(token, clock.now());
        }
    }
}
