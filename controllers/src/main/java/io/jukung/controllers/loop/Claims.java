package io.jukung.controllers.loop;

import io.jukung.api.client.Informer;
import io.jukung.api.client.ObjectIndex;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.select.LabelSelector;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who may claim whom: an object concerns its controller, or while it has none all that select its labels.
 *
 * @param kind of the claiming objects, which have a {@code spec.selector}
 * @param owners all of them
 */
public record Claims(Kind kind, Informer owners) {

    /** The owners that a change of a dependent concerns. */
    public Set<ObjectKey> concerned(ObjectKey key, @Nullable KubeObject before, @Nullable KubeObject now) {
        var keys = new HashSet<ObjectKey>();
        controllerOf(before).ifPresent(keys::add);
        controllerOf(now).ifPresent(keys::add);
        if (now != null && now.controller().isEmpty() && !now.beingDeleted()) {
            for (var owner : owners.inNamespace(key.namespace())) {
                if (selector(owner).matches(now.labels())) {
                    keys.add(owner.key());
                }
            }
        }
        return keys;
    }

    /** The controller of an object, where it is of the kind. */
    public Optional<ObjectKey> controllerOf(@Nullable KubeObject object) {
        return object == null
                ? Optional.empty()
                : object.controller()
                        .filter(owner -> owner.kind().equals(kind.kind()))
                        .map(owner -> new ObjectKey(object.namespace(), owner.name()));
    }

    /** What {@code owner} refers to as its own, and what has its labels and no controller; in key order. */
    public static List<KubeObject> candidates(KubeObject owner, ObjectIndex byOwner, Informer all) {
        Map<ObjectKey, KubeObject> found = new TreeMap<>();
        for (var object : byOwner.get(owner.uid())) {
            found.put(object.key(), object);
        }
        var selector = selector(owner);
        for (var object : all.inNamespace(owner.namespace())) {
            if (object.controller().isEmpty() && selector.matches(object.labels())) {
                found.put(object.key(), object);
            }
        }
        return List.copyOf(found.values());
    }

    private static LabelSelector selector(KubeObject owner) {
        return LabelSelector.of(owner.spec().object("selector"));
    }
}
