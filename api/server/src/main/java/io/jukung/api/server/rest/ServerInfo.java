package io.jukung.api.server.rest;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.status.Rejection;
import java.util.List;
import java.util.Optional;

/**
 * What the server says of itself.
 *
 * @param gitVersion for example {@code v1.36.2+jukung}
 * @param issuer of service-account tokens
 * @param keys JSON Web Key Set that verifies them
 */
public record ServerInfo(String gitVersion, String issuer, ObjectValue keys) {

    Optional<Answer> answer(Call call) {
        var tree = switch (call.path()) {
            case "/version", "/version/" -> version();
            case "/.well-known/openid-configuration" -> openId();
            case "/openid/v1/jwks" -> keys;
            case "/" -> paths();
            case String ignored -> null;
        };
        if (tree != null && !call.method().equals("GET") && !call.path().equals("/")) {
            throw Rejection.methodNotAllowed();
        }
        return Optional.ofNullable(tree).map(found -> Writer.tree(200, found, Representation.JSON));
    }

    private ObjectValue version() {
        return ObjectValue.builder()
                .put("major", "1")
                .put("minor", "36")
                .put("emulationMajor", "1")
                .put("emulationMinor", "36")
                .put("minCompatibilityMajor", "1")
                .put("minCompatibilityMinor", "35")
                .put("gitVersion", gitVersion)
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "1970-01-01T00:00:00Z")
                .put("goVersion", "")
                .put("compiler", "javac")
                .put("platform", "linux/amd64")
                .build();
    }

    private ObjectValue openId() {
        return ObjectValue.builder()
                .put("issuer", issuer)
                .put("jwks_uri", issuer + "/openid/v1/jwks")
                .put("response_types_supported", ListValue.ofTexts(List.of("id_token")))
                .put("subject_types_supported", ListValue.ofTexts(List.of("public")))
                .put("id_token_signing_alg_values_supported", ListValue.ofTexts(List.of("RS256")))
                .build();
    }

    private static ObjectValue paths() {
        return ObjectValue.of(
                "paths",
                ListValue.ofTexts(List.of(
                        "/.well-known/openid-configuration",
                        "/api",
                        "/api/v1",
                        "/apis",
                        "/healthz",
                        "/livez",
                        "/metrics",
                        "/openapi/v3",
                        "/openid/v1/jwks",
                        "/readyz",
                        "/version")));
    }
}
