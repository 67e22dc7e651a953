package io.jukung.node;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ApiException;
import io.jukung.api.client.WriteOptions;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.node.container.ConfigSource;
import io.jukung.node.pod.DesiredPod;
import io.jukung.node.volume.TokenSource;
import io.jukung.platform.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What pods need of the API: ConfigMaps, Secrets and tokens, read when they are needed. */
final class ApiSources implements ConfigSource, TokenSource {

    private static final GroupVersionResource CONFIG_MAPS = GroupVersionResource.core("configmaps");
    private static final GroupVersionResource SECRETS = GroupVersionResource.core("secrets");
    private static final GroupVersionResource SERVICE_ACCOUNTS = GroupVersionResource.core("serviceaccounts");

    private final ApiClient api;
    private final Clock clock;

    ApiSources(ApiClient api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    @Override
    public Optional<KubeObject> configMap(String namespace, String name) {
        return get(CONFIG_MAPS, namespace, name);
    }

    @Override
    public Optional<KubeObject> secret(String namespace, String name) {
        return get(SECRETS, namespace, name);
    }

    private Optional<KubeObject> get(GroupVersionResource resource, String namespace, String name) {
        try {
            return Optional.of(api.get(resource, new ObjectKey(namespace, name)));
        } catch (ApiException e) {
            if (e.notFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Token request(DesiredPod pod, String audience, Duration lifetime) {
        var spec = ObjectValue.builder()
                .put("expirationSeconds", lifetime.toSeconds())
                .put(
                        "boundObjectRef",
                        ObjectValue.builder()
                                .put("apiVersion", "v1")
                                .put("kind", "Pod")
                                .put("name", pod.name())
                                .put("uid", pod.uid())
                                .build());
        if (!audience.isEmpty()) {
            spec.put("audiences", ListValue.of(Value.of(audience)));
        }
        var request = new KubeObject(ObjectValue.builder()
                .put("apiVersion", "authentication.k8s.io/v1")
                .put("kind", "TokenRequest")
                .put("spec", spec.build())
                .build());
        var account = pod.spec().text("serviceAccountName");
        var answer = api.createSubresource(
                SERVICE_ACCOUNTS,
                new ObjectKey(pod.namespace(), account.isEmpty() ? "default" : account),
                "token",
                request,
                WriteOptions.as("kubelet"));
        var expires = answer.status().text("expirationTimestamp");
        var now = clock.now();
        return new Token(
                answer.status().text("token"), now, expires.isEmpty() ? now.plus(lifetime) : Instant.parse(expires));
    }
}
