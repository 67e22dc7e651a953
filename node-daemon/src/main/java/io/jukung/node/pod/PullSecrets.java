package io.jukung.node.pod;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.node.container.ConfigSource;
import io.jukung.node.image.ImageName;
import io.jukung.proto.cri.AuthConfig;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Registry credentials out of the pod's {@code imagePullSecrets}. */
final class PullSecrets {

    private PullSecrets() {}

    /** The credentials of the first secret that knows the image's registry; damaged secrets are passed over. */
    static Optional<AuthConfig> of(DesiredPod pod, String image, ConfigSource source) {
        var repository = ImageName.parse(image).repository();
        var registry = repository.substring(0, repository.indexOf('/'));
        for (var reference : pod.spec().list("imagePullSecrets").objects()) {
            var found = source.secret(pod.namespace(), reference.text("name"))
                    .map(secret -> secret.tree().text("data", ".dockerconfigjson"))
                    .filter(data -> !data.isEmpty())
                    .flatMap(data -> credentials(data, registry));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<AuthConfig> credentials(String data, String registry) {
        try {
            var config = Json.readObject(Base64.getDecoder().decode(data));
            var auths = config.object("auths");
            for (var server : auths.names()) {
                var host = server.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
                // Docker's own configuration files call Docker Hub by its old index address.
                if (host.equals(registry) || (host.equals("index.docker.io") && registry.equals("docker.io"))) {
                    return Optional.of(auth(auths.object(server)));
                }
            }
            return Optional.empty();
        } catch (DecodingException | IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    private static AuthConfig auth(ObjectValue entry) {
        var auth = AuthConfig.newBuilder()
                .setUsername(entry.text("username"))
                .setPassword(entry.text("password"))
                .setIdentityToken(entry.text("identitytoken"));
        if (!entry.text("auth").isEmpty()) {
            var pair = new String(Base64.getDecoder().decode(entry.text("auth")), StandardCharsets.UTF_8).split(":", 2);
            auth.setUsername(pair[0]).setPassword(pair.length > 1 ? pair[1] : "");
        }
        return auth.build();
    }
}
