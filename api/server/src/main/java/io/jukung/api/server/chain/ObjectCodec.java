package io.jukung.api.server.chain;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.codec.KubeProtobuf;
import io.jukung.api.model.schema.Schemas;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.cache.CachedObject;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.storage.StoredValue;

/**
 * Objects of one kind to and from the store's bytes: written as JSON, read as JSON or, where a kube-apiserver wrote
 * them, as Kubernetes protobuf; the bytes tell which.
 */
final class ObjectCodec {

    private final ResourceDefinition definition;

    ObjectCodec(ResourceDefinition definition) {
        this.definition = definition;
    }

    CachedObject decode(StoredValue stored) {
        var tree = KubeProtobuf.isEncoded(stored.value())
                ? KubeProtobuf.read(Schemas.kubernetes(), stored.value())
                : Json.readObject(stored.value());
        return new CachedObject(definition.strategy().applyDefaults(tree), stored.modRevision());
    }

    byte[] encode(ObjectValue object) {
        return Json.write(SystemFields.forStore(object));
    }
}
