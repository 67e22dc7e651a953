package io.jukung.api.server.kinds.configmap;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.kinds.rules.NameRule;
import io.jukung.api.server.kinds.rules.ObjectMetaRules;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.Strategy;
import java.util.List;

/** Rules of ConfigMaps. */
final class ConfigMapStrategy implements Strategy {

    @Override
    public ObjectValue applyDefaults(ObjectValue object) {
        return object;
    }

    @Override
    public ObjectValue prepareForCreate(ObjectValue object) {
        return object;
    }

    @Override
    public List<FieldError> validateCreate(ObjectValue object) {
        return ConfigMapValidation.data(object)
                .after(ObjectMetaRules.create(object, Scope.NAMESPACED, NameRule.SUBDOMAIN));
    }

    @Override
    public ObjectValue prepareForUpdate(ObjectValue object, ObjectValue old) {
        return object;
    }

    @Override
    public List<FieldError> validateUpdate(ObjectValue object, ObjectValue old) {
        return ConfigMapValidation.update(object, old).after(ObjectMetaRules.updateOfWhole(object, old));
    }
}
