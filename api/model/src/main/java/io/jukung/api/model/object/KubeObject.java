package io.jukung.api.model.object;

import io.jukung.api.model.tree.ObjectValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An API object: a tree with {@code apiVersion}, {@code kind} and {@code metadata}. Immutable; the
 * readers give "" or the empty collection for what is absent.
 */
public record KubeObject(ObjectValue tree) {

    public String apiVersion() {
        return tree.text("apiVersion");
    }

    public String kind() {
        return tree.text("kind");
    }

    public GroupVersionKind groupVersionKind() {
        return GroupVersionKind.of(apiVersion(), kind());
    }

    public ObjectKey key() {
        return new ObjectKey(namespace(), name());
    }

    public ObjectValue metadata() {
        return tree.object("metadata");
    }

    public ObjectValue spec() {
        return tree.object("spec");
    }

    public ObjectValue status() {
        return tree.object("status");
    }

    public String name() {
        return tree.text("metadata", "name");
    }

    public String namespace() {
        return tree.text("metadata", "namespace");
    }

    public String uid() {
        return tree.text("metadata", "uid");
    }

    /** Opaque to clients; in our store the key's modification revision in decimal. */
    public String resourceVersion() {
        return tree.text("metadata", "resourceVersion");
    }

    /** Number of the spec's changes, from 1; 0 where the kind has none. */
    public long generation() {
        return tree.whole(0, "metadata", "generation");
    }

    public Map<String, String> labels() {
        return tree.texts("metadata", "labels");
    }

    public Map<String, String> annotations() {
        return tree.texts("metadata", "annotations");
    }

    public List<String> finalizers() {
        return tree.list("metadata", "finalizers").texts();
    }

    public List<OwnerReference> ownerReferences() {
        return tree.list("metadata", "ownerReferences").objects().stream()
                .map(OwnerReference::of)
                .toList();
    }

    /** The owner that manages this object, at most one. */
    public Optional<OwnerReference> controller() {
        return ownerReferences().stream().filter(OwnerReference::controller).findFirst();
    }

    public Optional<Instant> creationTimestamp() {
        return instant("creationTimestamp");
    }

    /** When the object will be or should have been gone; present once deletion was asked for. */
    public Optional<Instant> deletionTimestamp() {
        return instant("deletionTimestamp");
    }

    public boolean beingDeleted() {
        return tree.at("metadata", "deletionTimestamp") != null;
    }

    private Optional<Instant> instant(String field) {
        var text = tree.text("metadata", field);
        return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    }
}
