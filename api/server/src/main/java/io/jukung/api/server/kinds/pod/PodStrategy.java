package io.jukung.api.server.kinds.pod;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.kinds.rules.NameRule;
import io.jukung.api.server.kinds.rules.ObjectMetaRules;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.Strategy;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Rules of Pods.
 *
 * @param part what a write may change
 */
record PodStrategy(Part part) implements Strategy {

    /** The parts that are written through different paths. */
    enum Part {
        SPEC,
        STATUS,
        EPHEMERAL_CONTAINERS,
        RESIZE
    }

    @Override
    public ObjectValue applyDefaults(ObjectValue object) {
        return PodDefaults.pod(object);
    }

    @Override
    public boolean returnsDeletedObject() {
        return true;
    }

    @Override
    public List<List<String>> resetFields() {
        return switch (part) {
            case SPEC, EPHEMERAL_CONTAINERS, RESIZE -> List.of(List.of("status"));
            case STATUS ->
                List.of(
                        List.of("spec"),
                        List.of("metadata", "deletionTimestamp"),
                        List.of("metadata", "ownerReferences"));
        };
    }

    @Override
    public ObjectValue prepareForCreate(ObjectValue object) {
        var status = ObjectValue.builder().put("phase", "Pending");
        if (!object.list("spec", "schedulingGates").isEmpty()) {
            status.put("conditions", ListValue.of(gated(object.text("metadata", "creationTimestamp"))));
        }
        status.put("qosClass", QualityOfService.of(object.object("spec")));
        // Kubernetes takes a negative period for the shortest.
        var graceful = object.whole(0, "spec", "terminationGracePeriodSeconds") < 0
                ? object.withAt(Value.of(1), "spec", "terminationGracePeriodSeconds")
                : object;
        return ObjectMetaRules.withGeneration(graceful.with("status", status.build()), 1);
    }

    private static ObjectValue gated(String since) {
        return ObjectValue.builder()
                .put("type", "PodScheduled")
                .put("status", "False")
                .put("lastProbeTime", Scalar.Null.NULL)
                .put("lastTransitionTime", since.isEmpty() ? Scalar.Null.NULL : Value.of(since))
                .put("reason", "SchedulingGated")
                .put("message", "Scheduling is blocked due to non-empty scheduling gates")
                .build();
    }

    @Override
    public List<FieldError> validateCreate(ObjectValue object) {
        return PodSpecValidation.pod(object)
                .after(ObjectMetaRules.create(object, Scope.NAMESPACED, NameRule.SUBDOMAIN));
    }

    @Override
    public ObjectValue prepareForUpdate(ObjectValue object, ObjectValue old) {
        return switch (part) {
            case SPEC -> ObjectMetaRules.countGeneration(ObjectMetaRules.keep(object, old, "status"), old);
            case STATUS -> {
                var kept = ObjectMetaRules.keepMeta(ObjectMetaRules.keep(object, old, "spec"), old, "ownerReferences");
                var quality = old.at("status", "qosClass");
                yield kept.text("status", "qosClass").isEmpty() && quality != null
                        ? kept.withAt(quality, "status", "qosClass")
                        : kept;
            }
            case EPHEMERAL_CONTAINERS ->
                ObjectMetaRules.countGeneration(
                        old.withAt(object.list("spec", "ephemeralContainers"), "spec", "ephemeralContainers")
                                .with("metadata", object.object("metadata")),
                        old);
            case RESIZE ->
                ObjectMetaRules.countGeneration(
                        PodUpdate.withResources(old, object).with("metadata", object.object("metadata")), old);
        };
    }

    @Override
    public List<FieldError> validateUpdate(ObjectValue object, ObjectValue old) {
        var metadata = ObjectMetaRules.updateOfWhole(object, old);
        return switch (part) {
            case SPEC -> PodUpdate.validate(object, old).after(metadata);
            case STATUS -> PodUpdate.validateStatus(object, old).after(metadata);
            case EPHEMERAL_CONTAINERS ->
                PodUpdate.validateEphemeralContainers(object, old).after(metadata);
            case RESIZE -> PodUpdate.validateResize(object, old).after(metadata);
        };
    }

    @Override
    public List<String> warnings(ObjectValue object, @Nullable ObjectValue old) {
        return PodWarnings.of(object.object("spec"), "spec");
    }

    /** A pod that runs nowhere, or has ended, goes at once; another is given its own or the asked time. */
    @Override
    public OptionalLong gracePeriodSeconds(ObjectValue object, OptionalLong asked) {
        var phase = object.text("status", "phase");
        if (object.text("spec", "nodeName").isEmpty() || phase.equals("Failed") || phase.equals("Succeeded")) {
            return OptionalLong.of(0);
        }
        long seconds = asked.orElse(object.whole(0, "spec", "terminationGracePeriodSeconds"));
        return OptionalLong.of(seconds < 0 ? 1 : seconds);
    }
}
