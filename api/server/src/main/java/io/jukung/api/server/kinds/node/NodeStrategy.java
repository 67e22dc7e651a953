package io.jukung.api.server.kinds.node;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.kinds.rules.NameRule;
import io.jukung.api.server.kinds.rules.ObjectMetaRules;
import io.jukung.api.server.registry.FieldError;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.Strategy;
import java.util.ArrayList;
import java.util.List;

/**
 * Rules of Nodes.
 *
 * @param part what a write may change
 */
record NodeStrategy(Part part) implements Strategy {

    /** The parts that are written through different paths. */
    enum Part {
        SPEC,
        STATUS
    }

    /** A new node takes no pods until its conditions have been seen. */
    private static final ObjectValue NOT_READY = ObjectValue.builder()
            .put("key", "node.kubernetes.io/not-ready")
            .put("effect", "NoSchedule")
            .build();

    @Override
    public ObjectValue applyDefaults(ObjectValue object) {
        var node = object.mapObject("spec", NodeStrategy::withPodRanges);
        var capacity = node.at("status", "capacity");
        return capacity == null || node.at("status", "allocatable") != null
                ? node
                : node.withAt(capacity, "status", "allocatable");
    }

    /** {@code podCIDR} is the first of {@code podCIDRs}. */
    private static ObjectValue withPodRanges(ObjectValue spec) {
        var one = spec.text("podCIDR");
        var all = spec.list("podCIDRs").texts();
        if (!one.isEmpty() && (all.isEmpty() || !all.getFirst().equals(one))) {
            return spec.with("podCIDRs", ListValue.of(Value.of(one)));
        }
        return one.isEmpty() && !all.isEmpty() ? spec.with("podCIDR", Value.of(all.getFirst())) : spec;
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
        var taints = new ArrayList<>(object.list("spec", "taints").items());
        if (taints.contains(NOT_READY)) {
            return object;
        }
        taints.add(NOT_READY);
        return object.withAt(ListValue.of(taints), "spec", "taints");
    }

    @Override
    public List<FieldError> validateCreate(ObjectValue object) {
        return NodeValidation.spec(object).after(ObjectMetaRules.create(object, Scope.CLUSTER, NameRule.SUBDOMAIN));
    }

    @Override
    public ObjectValue prepareForUpdate(ObjectValue object, ObjectValue old) {
        return switch (part) {
            case SPEC -> ObjectMetaRules.keep(object, old, "status");
            case STATUS -> ObjectMetaRules.keep(object, old, "spec");
        };
    }

    @Override
    public List<FieldError> validateUpdate(ObjectValue object, ObjectValue old) {
        return NodeValidation.update(object, old).after(ObjectMetaRules.update(object, old));
    }
}
