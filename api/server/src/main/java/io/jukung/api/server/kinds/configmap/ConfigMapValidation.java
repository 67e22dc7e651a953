package io.jukung.api.server.kinds.configmap;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.validate.Names;
import io.jukung.api.server.kinds.rules.Findings;
import io.jukung.api.server.kinds.rules.Immutables;
import io.jukung.api.server.registry.FieldError;
import java.nio.charset.StandardCharsets;

/** What a ConfigMap may hold. */
final class ConfigMapValidation {

    private static final int LARGEST_BYTES = 1024 * 1024;

    private ConfigMapValidation() {}

    static Findings data(ObjectValue object) {
        var findings = new Findings();
        var data = object.object("data");
        var binary = object.object("binaryData");
        long bytes = 0;
        for (var entry : data.fields().entrySet()) {
            var path = "data[" + entry.getKey() + "]";
            findings.each(path, entry.getKey(), Names.configMapKey(entry.getKey()));
            if (binary.has(entry.getKey())) {
                findings.invalid(path, entry.getKey(), "duplicate of key present in binaryData");
            }
            bytes += entry.getValue() instanceof Scalar.Text(var text)
                    ? text.getBytes(StandardCharsets.UTF_8).length
                    : 0;
        }
        for (var entry : binary.fields().entrySet()) {
            findings.each("binaryData[" + entry.getKey() + "]", entry.getKey(), Names.configMapKey(entry.getKey()));
            bytes += entry.getValue() instanceof Scalar.Text(var base64) ? base64.length() / 4 * 3 : 0;
        }
        if (bytes > LARGEST_BYTES) {
            findings.add(FieldError.tooLong("[]", LARGEST_BYTES));
        }
        return findings;
    }

    static Findings update(ObjectValue object, ObjectValue old) {
        var findings = new Findings();
        if (old.flag("immutable")) {
            Immutables.whenMarked(object, old, findings, "data", "binaryData");
        }
        return findings.addAll(data(object).errors());
    }
}
