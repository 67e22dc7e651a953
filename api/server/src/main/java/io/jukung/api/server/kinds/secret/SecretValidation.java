package io.jukung.api.server.kinds.secret;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.validate.Names;
import io.jukung.api.server.kinds.rules.Findings;
import io.jukung.api.server.kinds.rules.Immutables;
import io.jukung.api.server.registry.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** What a Secret may hold, by its type. */
final class SecretValidation {

    private static final int LARGEST_BYTES = 1024 * 1024;
    private static final String SERVICE_ACCOUNT = "kubernetes.io/service-account.name";

    private SecretValidation() {}

    static Findings contents(ObjectValue object) {
        var findings = new Findings();
        var data = object.object("data");
        long bytes = 0;
        for (var entry : data.fields().entrySet()) {
            findings.each("data[" + entry.getKey() + "]", entry.getKey(), Names.configMapKey(entry.getKey()));
            bytes += entry.getValue() instanceof Scalar.Text(var base64) ? base64.length() / 4 * 3 : 0;
        }
        if (bytes > LARGEST_BYTES) {
            findings.add(FieldError.tooLong("data", LARGEST_BYTES));
        }
        byType(object, data, findings);
        return findings;
    }

    private static void byType(ObjectValue object, ObjectValue data, Findings findings) {
        switch (object.text("type")) {
            case "kubernetes.io/service-account-token" -> {
                if (object.text("metadata", "annotations", SERVICE_ACCOUNT).isEmpty()) {
                    findings.required("metadata.annotations[" + SERVICE_ACCOUNT + "]");
                }
            }
            case "kubernetes.io/dockercfg" -> dockerConfiguration(data, ".dockercfg", findings);
            case "kubernetes.io/dockerconfigjson" -> dockerConfiguration(data, ".dockerconfigjson", findings);
            case "kubernetes.io/basic-auth" -> {
                if (!data.has("username") && !data.has("password")) {
                    keys(data, findings, "username", "password");
                }
            }
            case "kubernetes.io/ssh-auth" -> {
                if (data.text("ssh-privatekey").isEmpty()) {
                    findings.required("data[ssh-privatekey]");
                }
            }
            case "kubernetes.io/tls" -> keys(data, findings, "tls.crt", "tls.key");
            default -> {
                // Any other type says nothing about the keys.
            }
        }
    }

    private static void keys(ObjectValue data, Findings findings, String... keys) {
        for (var key : keys) {
            if (!data.has(key)) {
                findings.required("data[" + key + "]");
            }
        }
    }

    private static void dockerConfiguration(ObjectValue data, String key, Findings findings) {
        if (!data.has(key)) {
            findings.required("data[" + key + "]");
            return;
        }
        try {
            if (!(Json.read(Base64.getDecoder().decode(data.text(key))) instanceof ObjectValue)) {
                findings.invalid("data[" + key + "]", "<secret contents redacted>", "expected a JSON object");
            }
        } catch (DecodingException | IllegalArgumentException notJson) {
            findings.invalid("data[" + key + "]", "<secret contents redacted>", "invalid JSON");
        }
    }

    static Findings update(ObjectValue object, ObjectValue old) {
        var findings = new Findings();
        Immutables.field(object, old, "", "type", findings);
        if (old.flag("immutable")) {
            Immutables.whenMarked(object, old, findings, "data");
        }
        return findings.addAll(contents(object).errors());
    }

    static List<String> warnings(ObjectValue object) {
        if (!object.text("type").equals("kubernetes.io/tls")
                || !object.object("data").has("tls.crt")) {
            return List.of();
        }
        return pem(object.text("data", "tls.crt")).contains("-----BEGIN ")
                ? List.of()
                : List.of("tls: failed to find any PEM data in certificate input");
    }

    private static String pem(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }
}
