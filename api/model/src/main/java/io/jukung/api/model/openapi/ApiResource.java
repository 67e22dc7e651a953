package io.jukung.api.model.openapi;

import io.jukung.api.model.object.GroupVersionKind;
import java.util.List;
import java.util.Set;

/**
 * A resource as its documents show it.
 *
 * @param kind of its objects
 * @param plural as in paths
 * @param verbs of Kubernetes: get, list, watch, create, update, patch, delete, deletecollection
 */
public record ApiResource(
        GroupVersionKind kind, String plural, boolean namespaced, Set<String> verbs, List<Subresource> subresources) {

    public ApiResource {
        verbs = Set.copyOf(verbs);
        subresources = List.copyOf(subresources);
    }

    /**
     * A part of an object under a path of its own.
     *
     * @param name for example {@code status}
     * @param kind of what is read and written there, for example {@code autoscaling/v1 Scale}
     */
    public record Subresource(String name, GroupVersionKind kind, Set<String> verbs) {

        public Subresource {
            verbs = Set.copyOf(verbs);
        }
    }
}
