package io.jukung.api.model.schema;

import io.jukung.api.model.object.GroupVersionKind;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/** The schemas of a set of kinds. Immutable. */
public final class Schemas {

    private final Map<GroupVersionKind, ObjectSchema> kinds;
    private final Map<String, ObjectSchema> byName;

    Schemas(Map<GroupVersionKind, ObjectSchema> kinds, Map<String, ObjectSchema> byName) {
        this.kinds = Collections.unmodifiableMap(kinds);
        this.byName = Collections.unmodifiableMap(byName);
    }

    /** All built-in kinds of Kubernetes that its published protobuf classes have, lists and options included. */
    public static Schemas kubernetes() {
        return Kubernetes.SCHEMAS;
    }

    /** The schema of a kind; for example of {@code v1 Pod}, {@code v1 PodList} or {@code apps/v1 DeleteOptions}. */
    public Optional<ObjectSchema> find(GroupVersionKind kind) {
        var schema = kinds.get(kind);
        if (schema == null && ApiGroups.IN_EVERY_GROUP.contains(kind.kind())) {
            schema = kinds.get(new GroupVersionKind("", "v1", kind.kind()));
        }
        return Optional.ofNullable(schema);
    }

    /** The schema by its OpenAPI name, for example {@code io.k8s.api.core.v1.PodSpec}. */
    public Optional<ObjectSchema> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Every kind's schema. */
    public Collection<ObjectSchema> all() {
        return kinds.values();
    }

    /** Read once, when first asked for. */
    private static final class Kubernetes {
        static final Schemas SCHEMAS = SchemaResource.kubernetes();
    }
}
