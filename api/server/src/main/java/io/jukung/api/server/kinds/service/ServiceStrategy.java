package io.jukung.api.server.kinds.service;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.kinds.rules.NameRule;
import io.jukung.api.server.kinds.rules.ObjectMetaRules;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.Strategy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rules of Services.
 *
 * @param part what a write may change
 */
record ServiceStrategy(Part part) implements Strategy {

    /** The parts that are written through different paths. */
    enum Part {
        SPEC,
        STATUS
    }

    @Override
    public ObjectValue applyDefaults(ObjectValue object) {
        return ServiceDefaults.apply(object);
    }

    @Override
    public boolean returnsDeletedObject() {
        return true;
    }

    @Override
    public List<List<String>> resetFields() {
        return switch (part) {
            case SPEC -> List.of(List.of("status"));
            case STATUS -> List.of(List.of("spec"));
        };
    }

    @Override
    public ObjectValue prepareForCreate(ObjectValue object) {
        var empty = ObjectValue.of("loadBalancer", ObjectValue.empty());
        return ServiceDefaults.withAddressFields(object.with("status", empty));
    }

    @Override
    public List<FieldError> validateCreate(ObjectValue object) {
        return ServiceValidation.service(object)
                .after(ObjectMetaRules.create(object, Scope.NAMESPACED, NameRule.LABEL));
    }

    @Override
    public ObjectValue prepareForUpdate(ObjectValue object, ObjectValue old) {
        return switch (part) {
            case SPEC ->
                ServiceDefaults.withAddressFields(
                        ServiceUpdate.settle(ObjectMetaRules.keep(object, old, "status"), old));
            case STATUS -> ObjectMetaRules.keep(object, old, "spec");
        };
    }

    @Override
    public List<FieldError> validateUpdate(ObjectValue object, ObjectValue old) {
        var findings = switch (part) {
            case SPEC -> ServiceValidation.update(object, old);
            case STATUS -> LoadBalancerStatus.check(object);
        };
        return findings.after(ObjectMetaRules.updateOfWhole(object, old));
    }

    @Override
    public boolean createsOnUpdate() {
        return true;
    }

    @Override
    public List<String> warnings(ObjectValue object, @Nullable ObjectValue old) {
        var warnings = new ArrayList<String>();
        var spec = object.object("spec");
        if (!spec.text("externalName").isEmpty() && !Services.type(object).equals("ExternalName")) {
            warnings.add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
        }
        if (!spec.list("externalIPs").isEmpty()) {
            warnings.add("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
        }
        if (spec.text("trafficDistribution").equals("PreferClose")) {
            warnings.add("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
        }
        return warnings;
    }
}
