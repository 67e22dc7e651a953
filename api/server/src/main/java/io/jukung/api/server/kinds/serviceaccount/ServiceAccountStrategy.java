package io.jukung.api.server.kinds.serviceaccount;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.kinds.rules.NameRule;
import io.jukung.api.server.kinds.rules.ObjectMetaRules;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.Strategy;
import java.util.List;

/** Rules of ServiceAccounts. */
final class ServiceAccountStrategy implements Strategy {

    @Override
    public ObjectValue applyDefaults(ObjectValue object) {
        return object;
    }

    @Override
    public boolean returnsDeletedObject() {
        return true;
    }

    @Override
    public ObjectValue prepareForCreate(ObjectValue object) {
        return object;
    }

    @Override
    public List<FieldError> validateCreate(ObjectValue object) {
        return ObjectMetaRules.create(object, Scope.NAMESPACED, NameRule.SUBDOMAIN);
    }

    @Override
    public ObjectValue prepareForUpdate(ObjectValue object, ObjectValue old) {
        return object;
    }

    @Override
    public List<FieldError> validateUpdate(ObjectValue object, ObjectValue old) {
        return ObjectMetaRules.updateOfWhole(object, old);
    }
}
