package io.jukung.api.server.chain;

import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.server.authn.Authenticator;
import io.jukung.api.server.authn.Identity;
import io.jukung.api.server.authn.TokenIssuer;
import io.jukung.api.server.registry.Registry;
import io.jukung.platform.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tokens of service accounts: good as long as they are signed by the cluster's key, not expired, and
 * their account, and the pod or secret they are bound to, are still the same objects.
 */
public final class ServiceAccountTokens implements Authenticator {

    private final TokenIssuer issuer;
    private final Registry registry;
    private final Stores stores;
    private final Clock clock;

    ServiceAccountTokens(TokenIssuer issuer, Registry registry, Stores stores, Clock clock) {
        this.issuer = issuer;
        this.registry = registry;
        this.stores = stores;
        this.clock = clock;
    }

    @Override
    public Answer review(String token, List<String> audiences) {
        var wanted = audiences.isEmpty() ? List.of(issuer.audience()) : audiences;
        return issuer.read(token, clock.now())
                .filter(this::alive)
                .map(claims -> Authenticator.among(identity(claims), claims.audiences(), wanted))
                .orElseGet(() -> new Answer.Unknown(""));
    }

    private boolean alive(TokenIssuer.Claims claims) {
        return present("serviceaccounts", claims.namespace(), claims.account(), claims.accountUid())
                && claims.bound()
                        .map(bound -> present(
                                switch (bound.kind()) {
                                    case "Pod" -> "pods";
                                    case "Node" -> "nodes";
                                    case String ignored -> "secrets";
                                },
                                bound.kind().equals("Node") ? "" : claims.namespace(),
                                bound.name(),
                                bound.uid()))
                        .orElse(true);
    }

    private boolean present(String resource, String namespace, String name, String uid) {
        return registry.find(GroupVersionResource.core(resource))
                .map(definition -> stores.of(definition).readCached(new ObjectKey(namespace, name)))
                .filter(object -> object.object().uid().equals(uid))
                .isPresent();
    }

    private static Identity identity(TokenIssuer.Claims claims) {
        var extra = new LinkedHashMap<String, List<String>>();
        extra.put("authentication.kubernetes.io/credential-id", List.of("JTI=" + claims.id()));
        claims.bound().filter(bound -> bound.kind().equals("Pod")).ifPresent(pod -> {
            extra.put("authentication.kubernetes.io/pod-name", List.of(pod.name()));
            extra.put("authentication.kubernetes.io/pod-uid", List.of(pod.uid()));
            if (!pod.node().isEmpty()) {
                extra.put("authentication.kubernetes.io/node-name", List.of(pod.node()));
            }
        });
        return Identity.authenticated(
                "system:serviceaccount:" + claims.namespace() + ":" + claims.account(),
                claims.accountUid(),
                List.of("system:serviceaccounts", "system:serviceaccounts:" + claims.namespace()),
                Map.copyOf(extra));
    }
}
