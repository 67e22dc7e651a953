package io.jukung.api.server.kinds.secret;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.kinds.rules.NameRule;
import io.jukung.api.server.kinds.rules.ObjectMetaRules;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.Strategy;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules of Secrets. */
final class SecretStrategy implements Strategy {

    /** {@code stringData} is write-only: it goes into {@code data}, over what is there. */
    @Override
    public ObjectValue applyDefaults(ObjectValue object) {
        var secret = object.text("type").isEmpty() ? object.with("type", Value.of("Opaque")) : object;
        if (!(secret.get("stringData") instanceof ObjectValue plain)) {
            return secret;
        }
        var data = secret.object("data").toBuilder();
        plain.fields().forEach((key, value) -> {
            if (value instanceof Scalar.Text(var text)) {
                data.put(key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
            }
        });
        var merged = data.build();
        var rest = secret.without("stringData");
        return merged.isEmpty() ? rest : rest.with("data", merged);
    }

    @Override
    public ObjectValue prepareForCreate(ObjectValue object) {
        return object;
    }

    @Override
    public List<FieldError> validateCreate(ObjectValue object) {
        return SecretValidation.contents(object)
                .after(ObjectMetaRules.create(object, Scope.NAMESPACED, NameRule.SUBDOMAIN));
    }

    /** An update that says no type keeps the old one. */
    @Override
    public ObjectValue prepareForUpdate(ObjectValue object, ObjectValue old) {
        var unsaid = object.text("type").isEmpty() || object.text("type").equals("Opaque");
        return unsaid ? ObjectMetaRules.keep(object, old, "type") : object;
    }

    @Override
    public List<FieldError> validateUpdate(ObjectValue object, ObjectValue old) {
        return SecretValidation.update(object, old).after(ObjectMetaRules.updateOfWhole(object, old));
    }

    @Override
    public List<String> warnings(ObjectValue object, @Nullable ObjectValue old) {
        return SecretValidation.warnings(object);
    }
}
