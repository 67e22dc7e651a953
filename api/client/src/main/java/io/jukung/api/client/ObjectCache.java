package io.jukung.api.client;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import java.util.List;
import java.util.Optional;

/** A local copy of one collection, kept current by list and watch. Reads never block. */
public interface ObjectCache {

    Optional<KubeObject> get(ObjectKey key);

    /** All objects, in key order. */
    List<KubeObject> all();

    /** The objects of one namespace, in key order. */
    List<KubeObject> inNamespace(String namespace);

    /** Whether the first list is complete. */
    boolean synced();
}
