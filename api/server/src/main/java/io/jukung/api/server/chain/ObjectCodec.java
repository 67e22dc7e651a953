package io.jukung.api.server.chain;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.cache.CachedObject;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.storage.StoredValue;

/** Objects of one kind to and from the store's bytes. */
final class ObjectCodec {

    private final ResourceDefinition definition;

    ObjectCodec(ResourceDefinition definition) {
        this.definition = definition;
    }

    CachedObject decode(StoredValue stored) {
        var tree = Json.readObject(stored.value());
        return new CachedObject(definition.strategy().applyDefaults(tree), stored.modRevision());
    }

    byte[] encode(ObjectValue object) {
        return Json.write(SystemFields.forStore(object));
    }
}
