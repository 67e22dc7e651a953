package io.jukung.node.pod;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.node.container.ConfigSource;
import io.jukung.node.image.ImageName;
import io.jukung.proto.cri.AuthConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.PatternSyntaxException;

/**
 * Registry credentials out of the pod's {@code imagePullSecrets}, chosen as the kubelet does: an entry is for a
 * registry or for what lies below a path of it, its host may hold {@code *}, and the entry that says most comes
 * first.
 *
 * @param credentials of all entries that match the image, to be tried in this order
 * @param missing names of secrets that are not there
 */
record PullSecrets(List<AuthConfig> credentials, List<String> missing) {

    private static final String DOCKER_HUB = "docker.io";
    /** Docker's own configuration files call Docker Hub by its old index address. */
    private static final String DOCKER_HUB_INDEX = "index.docker.io";

    PullSecrets {
        credentials = List.copyOf(credentials);
        missing = List.copyOf(missing);
    }

    /** What the pod's secrets hold for the image; damaged secrets are passed over. */
    static PullSecrets of(DesiredPod pod, String image, ConfigSource source) {
        var repository = ImageName.parse(image).repository();
        // The longer of two that match comes first in this order.
        var matching = new TreeMap<String, List<AuthConfig>>(Comparator.reverseOrder());
        var missing = new ArrayList<String>();
        for (var reference : pod.spec().list("imagePullSecrets").objects()) {
            var name = reference.text("name");
            source.secret(pod.namespace(), name)
                    .ifPresentOrElse(
                            secret -> entries(secret).forEach((server, auth) -> {
                                if (matches(server, repository)) {
                                    matching.computeIfAbsent(server, ignored -> new ArrayList<>())
                                            .add(auth);
                                }
                            }),
                            () -> missing.add(name));
        }
        return new PullSecrets(matching.values().stream().flatMap(List::stream).toList(), missing);
    }

    /** Credentials by host and path; of a secret of either of Docker's two formats. */
    private static TreeMap<String, AuthConfig> entries(KubeObject secret) {
        var found = new TreeMap<String, AuthConfig>();
        try {
            var auths = decoded(secret, ".dockerconfigjson")
                    .map(config -> config.object("auths"))
                    .or(() -> decoded(secret, ".dockercfg"))
                    .orElse(ObjectValue.empty());
            for (var server : auths.names()) {
                found.put(place(server), auth(auths.object(server)));
            }
        } catch (DecodingException | IllegalArgumentException damaged) {
            return new TreeMap<>();
        }
        return found;
    }

    private static Optional<ObjectValue> decoded(KubeObject secret, String key) {
        var data = secret.tree().text("data", key);
        return data.isEmpty()
                ? Optional.empty()
                : Optional.of(Json.readObject(Base64.getDecoder().decode(data)));
    }

    /** The entry's address without its scheme, the version of the registry's protocol, and a slash at the end. */
    private static String place(String server) {
        return server.replaceFirst("^https?://", "")
                .replaceFirst("^([^/]+)/v[12]/", "$1/")
                .replaceFirst("/$", "");
    }

    private static boolean matches(String place, String repository) {
        int placeSlash = slash(place);
        int slash = slash(repository);
        var host = repository.substring(0, slash);
        var wanted = place.substring(0, placeSlash);
        boolean sameHost = hostMatches(wanted, host) || (wanted.equals(DOCKER_HUB_INDEX) && host.equals(DOCKER_HUB));
        return sameHost && repository.substring(slash).startsWith(place.substring(placeSlash));
    }

    private static int slash(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? text.length() : slash;
    }

    /** Label by label, so that a {@code *} stands for a part of one of them; a port must be the same. */
    private static boolean hostMatches(String pattern, String host) {
        var patterns = pattern.split("[.:]", -1);
        var labels = host.split("[.:]", -1);
        if (patterns.length != labels.length || pattern.contains(":") != host.contains(":")) {
            return false;
        }
        for (int i = 0; i < labels.length; i++) {
            if (!labelMatches(patterns[i], labels[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean labelMatches(String pattern, String label) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(label));
        } catch (PatternSyntaxException damaged) {
            return false;
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
