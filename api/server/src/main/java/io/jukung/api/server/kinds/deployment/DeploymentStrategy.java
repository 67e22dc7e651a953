package io.jukung.api.server.kinds.deployment;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.kinds.pod.PodWarnings;
import io.jukung.api.server.kinds.rules.NameRule;
import io.jukung.api.server.kinds.rules.ObjectMetaRules;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.Strategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rules of Deployments.
 *
 * @param part what a write may change
 */
record DeploymentStrategy(Part part) implements Strategy {

    /** The parts that are written through different paths. */
    enum Part {
        SPEC,
        STATUS
    }

    @Override
    public ObjectValue applyDefaults(ObjectValue object) {
        return DeploymentDefaults.apply(object);
    }

    @Override
    public List<List<String>> resetFields() {
        return switch (part) {
            case SPEC -> List.of(List.of("status"));
            case STATUS -> List.of(List.of("spec"), List.of("metadata", "labels"));
        };
    }

    @Override
    public ObjectValue prepareForCreate(ObjectValue object) {
        return ObjectMetaRules.withGeneration(object.with("status", ObjectValue.empty()), 1);
    }

    @Override
    public List<FieldError> validateCreate(ObjectValue object) {
        return DeploymentValidation.spec(object)
                .after(ObjectMetaRules.create(object, Scope.NAMESPACED, NameRule.SUBDOMAIN));
    }

    /** Annotations count too: a change of them is rolled out to the ReplicaSets. */
    @Override
    public ObjectValue prepareForUpdate(ObjectValue object, ObjectValue old) {
        return switch (part) {
            case SPEC -> {
                var kept = ObjectMetaRules.keep(object, old, "status");
                boolean annotated = !new KubeObject(object).annotations().equals(new KubeObject(old).annotations());
                yield annotated
                        ? ObjectMetaRules.withGeneration(kept, new KubeObject(old).generation() + 1)
                        : ObjectMetaRules.countGeneration(kept, old);
            }
            case STATUS -> ObjectMetaRules.keepMeta(ObjectMetaRules.keep(object, old, "spec"), old, "labels");
        };
    }

    @Override
    public List<FieldError> validateUpdate(ObjectValue object, ObjectValue old) {
        var metadata = ObjectMetaRules.update(object, old);
        return switch (part) {
            case SPEC -> DeploymentValidation.update(object, old).after(metadata);
            case STATUS -> DeploymentValidation.status(object, old).after(metadata);
        };
    }

    @Override
    public List<String> warnings(ObjectValue object, @Nullable ObjectValue old) {
        return PodWarnings.of(object.object("spec", "template", "spec"), "spec.template.spec");
    }
}
