package io.jukung.api.server.kinds.endpoints;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.kinds.rules.NameRule;
import io.jukung.api.server.kinds.rules.ObjectMetaRules;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.Strategy;
import java.util.List;
import java.util.Optional;

/** Rules of Endpoints. */
final class EndpointsStrategy implements Strategy {

    @Override
    public ObjectValue applyDefaults(ObjectValue object) {
        return object.mapEach(
                "subsets",
                subset -> subset.mapEach(
                        "ports",
                        port -> port.text("protocol").isEmpty() ? port.with("protocol", Value.of("TCP")) : port));
    }

    @Override
    public ObjectValue prepareForCreate(ObjectValue object) {
        return object;
    }

    @Override
    public List<FieldError> validateCreate(ObjectValue object) {
        return EndpointsValidation.subsets(object)
                .after(ObjectMetaRules.create(object, Scope.NAMESPACED, NameRule.SUBDOMAIN));
    }

    @Override
    public ObjectValue prepareForUpdate(ObjectValue object, ObjectValue old) {
        return object;
    }

    @Override
    public Optional<String> deprecation() {
        return Optional.of("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
    }

    @Override
    public List<FieldError> validateUpdate(ObjectValue object, ObjectValue old) {
        return EndpointsValidation.subsets(object).after(ObjectMetaRules.updateOfWhole(object, old));
    }

    @Override
    public boolean createsOnUpdate() {
        return true;
    }
}
