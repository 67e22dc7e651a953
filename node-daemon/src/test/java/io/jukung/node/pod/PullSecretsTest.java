package io.jukung.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.codec.Yaml;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.node.container.ConfigSource;
import io.jukung.proto.cri.AuthConfig;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PullSecretsTest {

    private static DesiredPod pod(String secrets) {
        return DesiredPod.of(object("{metadata: {name: p, namespace: ns}, spec: {imagePullSecrets: " + secrets + "}}"));
    }

    private static KubeObject object(String yaml) {
        return new KubeObject((ObjectValue) Yaml.readAll(yaml).getFirst());
    }

    private static ConfigSource secrets(Map<String, String> dataByName) {
        return new ConfigSource() {
            @Override
            public Optional<KubeObject> configMap(String namespace, String name) {
                return Optional.empty();
            }

            @Override
            public Optional<KubeObject> secret(String namespace, String name) {
                return Optional.ofNullable(dataByName.get(name)).map(data -> object("{data: {" + data + "}}"));
            }
        };
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String config(String auths) {
        return ".dockerconfigjson: " + base64("{\"auths\":{" + auths + "}}");
    }

    private static String user(String server, String name) {
        return "\"" + server + "\":{\"username\":\"" + name + "\",\"password\":\"pw\"}";
    }

    private static List<String> users(PullSecrets found) {
        return found.credentials().stream().map(AuthConfig::getUsername).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "r.example, r.example/a:1, true",
        "r.example, r.example:5000/a, false",
        "r.example:5000, r.example:5000/a/b@sha256:00000000000000000000000000000000, true",
        "https://r.example/v2/, r.example/a, true",
        "http://r.example/v1/team, r.example/team/a, true",
        "r.example/team, r.example/other/a, false",
        "*.example, r.example/a, true",
        "*.example, a.r.example/a, false",
        "*.r.example, r.example/a, false",
        "[.example, r.example/a, false",
        "https://index.docker.io/v1/, busybox, true",
        "docker.io, busybox, true",
        "other.io, busybox, false"
    })
    void anEntryIsForARegistryOrAPathOfIt(String server, String image, boolean matches) {
        var found = PullSecrets.of(pod("[{name: s}]"), image, secrets(Map.of("s", config(user(server, "u")))));
        assertThat(users(found)).isEqualTo(matches ? List.of("u") : List.of());
    }

    @Test
    void allThatMatchAreTriedTheMostSpecialFirst() {
        var source = secrets(Map.of(
                "a", config(user("r.example", "any")),
                "b", config(user("r.example", "any-too") + "," + user("r.example/team", "team"))));
        var found = PullSecrets.of(pod("[{name: a}, {name: b}]"), "r.example/team/a", source);
        assertThat(users(found)).containsExactly("team", "any", "any-too");
        assertThat(found.missing()).isEmpty();
    }

    @Test
    void theOlderFormatAndTheJoinedPairAreRead() {
        var old = ".dockercfg: " + base64("{\"https://r.example\":{\"auth\":\"" + base64("me:pass:word") + "\"}}");
        var found = PullSecrets.of(pod("[{name: s}]"), "r.example/a", secrets(Map.of("s", old)));
        assertThat(found.credentials())
                .containsExactly(AuthConfig.newBuilder()
                        .setUsername("me")
                        .setPassword("pass:word")
                        .build());
    }

    @Test
    void missingSecretsAreNamedAndDamagedOnesPassedOver() {
        var source = secrets(Map.of("damaged", ".dockerconfigjson: " + base64("{"), "good", config(user("r.io", "u"))));
        var found = PullSecrets.of(pod("[{name: none}, {name: damaged}, {name: good}]"), "r.io/a", source);
        assertThat(found.missing()).containsExactly("none");
        assertThat(users(found)).containsExactly("u");
    }
}
