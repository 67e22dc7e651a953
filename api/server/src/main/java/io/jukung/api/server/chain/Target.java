package io.jukung.api.server.chain;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.server.authn.Identity;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.registry.Subresource;
import java.util.Optional;

/**
 * What a request is about and who makes it.
 *
 * @param namespace "" for cluster-scoped kinds and for all namespaces
 * @param name "" for the collection
 * @param subresource "" for the object itself
 */
public record Target(
        ResourceDefinition definition, String namespace, String name, String subresource, Identity caller) {

    public ObjectKey key() {
        return new ObjectKey(namespace, name);
    }

    public GroupVersionResource resource() {
        return definition.groupVersionResource();
    }

    /** What is read and written: the object's own kind, or a Scale. */
    public GroupVersionKind kind() {
        return scale().isPresent() ? Scales.KIND : definition.groupVersionKind();
    }

    /** Where the number of replicas stands, when the target is an object's scale. */
    Optional<Subresource.Scale> scale() {
        return definition.subresource(subresource).flatMap(sub -> switch (sub) {
            case Subresource.Scale scale -> Optional.of(scale);
            case Subresource.Part ignored -> Optional.empty();
            case Subresource.Action ignored -> Optional.empty();
            case Subresource.Connection ignored -> Optional.empty();
        });
    }

    /** The object itself, not its subresource. */
    public Target whole() {
        return new Target(definition, namespace, name, "", caller);
    }

    public Target named(String otherName) {
        return new Target(definition, namespace, otherName, subresource, caller);
    }

    public Target in(String otherNamespace) {
        return new Target(definition, otherNamespace, name, subresource, caller);
    }
}
