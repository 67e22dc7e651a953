package io.jukung.api.server.chain;

import io.jukung.api.server.authn.Identity;

/** Who may do what. */
@FunctionalInterface
public interface Authorizer {

    /**
     * What is to be done.
     *
     * @param verb of a resource (get, list, watch, create, update, patch, delete, deletecollection) or, for other
     *     paths, the method in lower case
     * @param path for what is no resource; "" otherwise
     */
    record Attributes(
            Identity caller,
            String verb,
            String group,
            String resource,
            String subresource,
            String namespace,
            String name,
            String path) {}

    boolean allows(Attributes attributes);

    /** Whoever proved who they are may do all; others may ask for the version and health. */
    static Authorizer authenticatedMayDoAll() {
        return attributes -> !attributes.caller().anonymous()
                || switch (attributes.path()) {
                    case "/version", "/version/", "/healthz", "/livez", "/readyz" ->
                        attributes.verb().equals("get");
                    case String path -> path.startsWith("/livez/") || path.startsWith("/readyz/");
                };
    }
}
