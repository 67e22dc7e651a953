package io.jukung.api.server.authn;

import io.jukung.api.server.pki.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Who makes a request.
 *
 * @param extra what the authenticator adds, for example the pod a token is bound to
 */
public record Identity(String name, String uid, List<String> groups, Map<String, List<String>> extra) {

    public static final Identity ANONYMOUS =
            new Identity("system:anonymous", "", List.of("system:unauthenticated"), Map.of());

    private static final String AUTHENTICATED = "system:authenticated";

    public Identity {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    /** Someone who proved to be {@code name}: the group of all authenticated is added. */
    public static Identity authenticated(
            String name, String uid, List<String> groups, Map<String, List<String>> extra) {
        var all = new ArrayList<>(groups);
        if (!all.contains(AUTHENTICATED)) {
            all.add(AUTHENTICATED);
        }
        return new Identity(name, uid, all, extra);
    }

    /** Whom a client certificate names. */
    public static Identity of(Subject subject) {
        return authenticated(subject.user(), "", subject.groups(), Map.of());
    }

    public boolean anonymous() {
        return groups.contains("system:unauthenticated");
    }
}
