package io.jukung.api.server.kinds.replicaset;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.kinds.pod.PodWarnings;
import io.jukung.api.server.kinds.rules.Findings;
import io.jukung.api.server.kinds.rules.Immutables;
import io.jukung.api.server.kinds.rules.NameRule;
import io.jukung.api.server.kinds.rules.ObjectMetaRules;
import io.jukung.api.server.kinds.workload.PodTemplateRules;
import io.jukung.api.server.kinds.workload.StatusCounts;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.Strategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rules of ReplicaSets.
 *
 * @param part what a write may change
 */
record ReplicaSetStrategy(Part part) implements Strategy {

    /** The parts that are written through different paths. */
    enum Part {
        SPEC,
        STATUS
    }

    @Override
    public ObjectValue applyDefaults(ObjectValue object) {
        var replicas = object.at("spec", "replicas") == null ? object.withAt(Value.of(1), "spec", "replicas") : object;
        return PodTemplateRules.withDefaults(replicas);
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
        var status = ObjectValue.of("replicas", Value.of(0));
        return ObjectMetaRules.withGeneration(object.with("status", status), 1);
    }

    @Override
    public List<FieldError> validateCreate(ObjectValue object) {
        return spec(object).after(ObjectMetaRules.create(object, Scope.NAMESPACED, NameRule.SUBDOMAIN));
    }

    private static Findings spec(ObjectValue object) {
        var findings = new Findings();
        var spec = object.object("spec");
        findings.notNegative(spec, "spec.replicas", "replicas");
        findings.notNegative(spec, "spec.minReadySeconds", "minReadySeconds");
        PodTemplateRules.selector(spec, "replicaset", findings);
        PodTemplateRules.template(spec, findings);
        return findings;
    }

    @Override
    public ObjectValue prepareForUpdate(ObjectValue object, ObjectValue old) {
        return switch (part) {
            case SPEC -> ObjectMetaRules.countGeneration(ObjectMetaRules.keep(object, old, "status"), old);
            case STATUS -> ObjectMetaRules.keep(object, old, "spec");
        };
    }

    @Override
    public List<FieldError> validateUpdate(ObjectValue object, ObjectValue old) {
        var metadata = ObjectMetaRules.update(object, old);
        return switch (part) {
            case SPEC -> {
                var findings = spec(object);
                Immutables.field(object.object("spec"), old.object("spec"), "spec", "selector", findings);
                yield findings.after(metadata);
            }
            case STATUS -> status(object).after(metadata);
        };
    }

    private static Findings status(ObjectValue object) {
        return StatusCounts.check(
                object.object("status"),
                List.of("replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "observedGeneration"),
                List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas"));
    }

    @Override
    public List<String> warnings(ObjectValue object, @Nullable ObjectValue old) {
        return PodWarnings.of(object.object("spec", "template", "spec"), "spec.template.spec");
    }
}
