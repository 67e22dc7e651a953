package io.jukung.api.server.chain;

import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.server.cache.RevisionReader;
import io.jukung.api.server.registry.Registry;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.storage.ObjectStorage;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One {@link ResourceStore} for each resource of the registry. */
public final class Stores implements AutoCloseable {

    private final Map<GroupVersionResource, ResourceStore> stores = new LinkedHashMap<>();
    private final RevisionReader revisions;

    public Stores(Registry registry, ObjectStorage storage) {
        this.revisions = new RevisionReader(storage);
        for (var definition : registry.all()) {
            stores.put(definition.groupVersionResource(), new ResourceStore(definition, storage));
        }
    }

    public ResourceStore of(ResourceDefinition definition) {
        var store = stores.get(definition.groupVersionResource());
        if (store == null) {
            throw new IllegalStateException(definition.groupVersionResource() + " is not served");
        }
        return store;
    }

    /** All, in the registry's order. */
    public Collection<ResourceStore> all() {
        return Collections.unmodifiableCollection(stores.values());
    }

    RevisionReader revisions() {
        return revisions;
    }

    /** Resources whose cache is not loaded yet. */
    public List<String> notReady() {
        return stores.values().stream()
                .filter(store -> !store.cache().ready())
                .map(store -> store.definition().groupVersionResource().qualifiedResource())
                .toList();
    }

    @Override
    public void close() {
        stores.values().forEach(ResourceStore::close);
    }
}
