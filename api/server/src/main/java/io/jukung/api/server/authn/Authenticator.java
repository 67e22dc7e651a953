package io.jukung.api.server.authn;

import java.util.List;
import java.util.Optional;

/** Finds out whom a bearer token names. */
@FunctionalInterface
public interface Authenticator {

    /** Empty where the token is not one of this authenticator's, or not valid. */
    Optional<Identity> identify(String token);

    /** Asks several in turn. */
    static Authenticator anyOf(List<Authenticator> authenticators) {
        var all = List.copyOf(authenticators);
        return token -> all.stream()
                .map(authenticator -> authenticator.identify(token))
                .flatMap(Optional::stream)
                .findFirst();
    }
}
