package io.jukung.api.server.chain;

import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.server.authn.Identity;
import io.jukung.api.server.registry.ResourceDefinition;

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

    public Target named(String otherName) {
        return new Target(definition, namespace, otherName, subresource, caller);
    }

    public Target in(String otherNamespace) {
        return new Target(definition, otherNamespace, name, subresource, caller);
    }
}
