package io.jukung.api.server.authn;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ListValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out whom a bearer token names. */
@FunctionalInterface
public interface Authenticator {

    /** What a token is found to be. */
    sealed interface Answer {

        /**
         * A token that is good.
         *
         * @param audiences of those asked for, the ones it is for
         */
        record Known(Identity identity, List<String> audiences) implements Answer {

            public Known {
                audiences = List.copyOf(audiences);
            }
        }

        /**
         * A token that is not.
         *
         * @param why "" where there is nothing to say of it
         */
        record Unknown(String why) implements Answer {}
    }

    /**
     * What the token is to somebody.
     *
     * @param audiences who it must be for, one of them at least; empty: this API server
     */
    Answer review(String token, List<String> audiences);

    /** Whom the token names to this API server; empty where it names nobody. */
    default Optional<Identity> identify(String token) {
        return switch (review(token, List.of())) {
            case Answer.Known(var identity, var ignored) -> Optional.of(identity);
            case Answer.Unknown ignored -> Optional.empty();
        };
    }

    /** Asks several in turn. */
    static Authenticator anyOf(List<Authenticator> authenticators) {
        var all = List.copyOf(authenticators);
        return (token, audiences) -> {
            var why = "";
            for (var authenticator : all) {
                switch (authenticator.review(token, audiences)) {
                    case Answer.Known known -> {
                        return known;
                    }
                    case Answer.Unknown(var reason) -> why = why.isEmpty() ? reason : why;
                }
            }
            return new Answer.Unknown(why);
        };
    }

    /** The answer for a token that names somebody and is for {@code own}, when it is asked about for {@code wanted}. */
    static Answer among(Identity identity, List<String> own, List<String> wanted) {
        var shared = new ArrayList<>(own);
        shared.retainAll(wanted);
        return shared.isEmpty()
                ? new Answer.Unknown("token audiences " + Json.text(ListValue.ofTexts(own))
                        + " is invalid for the target audiences " + Json.text(ListValue.ofTexts(wanted)))
                : new Answer.Known(identity, shared);
    }
}
