package io.jukung.api.server.chain;

import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.registry.Registry;
import io.jukung.api.server.status.Rejection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Nothing new in a namespace that is not there or is going; the system's own namespaces stay. */
final class NamespaceLifecycle implements Admission {

    private static final GroupVersionResource NAMESPACES = GroupVersionResource.core("namespaces");
    private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

    private final Registry registry;
    private final Stores stores;

    NamespaceLifecycle(Registry registry, Stores stores) {
        this.registry = registry;
        this.stores = stores;
    }

    @Override
    public ObjectValue admit(Target target, Operation operation, ObjectValue object, @Nullable ObjectValue old) {
        switch (operation) {
            case CREATE -> {
                if (target.definition().namespaced()) {
                    requireAlive(target, object);
                }
            }
            case DELETE -> {
                if (target.resource().equals(NAMESPACES) && IMMORTAL.contains(target.name())) {
                    throw Rejection.forbidden(NAMESPACES, target.name(), "this namespace may not be deleted");
                }
            }
            case UPDATE -> {}
        }
        return object;
    }

    private void requireAlive(Target target, ObjectValue object) {
        var name = target.namespace();
        var namespace = stores.of(registry.get(NAMESPACES)).readCached(new ObjectKey("", name));
        if (namespace == null) {
            throw Rejection.notFound(NAMESPACES, name);
        }
        if (namespace.object().beingDeleted()) {
            throw Rejection.forbidden(
                    target.resource(),
                    object.text("metadata", "name"),
                    "unable to create new content in namespace " + name + " because it is being terminated",
                    List.of(Rejection.cause(
                            "NamespaceTerminating",
                            "namespace " + name + " is being terminated",
                            "metadata.namespace")));
        }
    }
}
