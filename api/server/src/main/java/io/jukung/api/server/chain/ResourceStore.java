package io.jukung.api.server.chain;

import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.cache.CachedObject;
import io.jukung.api.server.cache.WatchCache;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.status.Rejection;
import io.jukung.api.server.storage.Condition;
import io.jukung.api.server.storage.Fence;
import io.jukung.api.server.storage.Mutation;
import io.jukung.api.server.storage.ObjectStorage;
import io.jukung.api.server.storage.StoredValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The objects of one resource: their cache, and their keys in the store. The same for every kind. */
public final class ResourceStore implements AutoCloseable {

    private final ResourceDefinition definition;
    private final ObjectStorage storage;
    private final ObjectCodec codec;
    private final String prefix;
    private final WatchCache cache;

    ResourceStore(ResourceDefinition definition, ObjectStorage storage) {
        this.definition = definition;
        this.storage = storage;
        this.codec = new ObjectCodec(definition);
        this.prefix = StorageKeys.prefix(definition);
        this.cache = new WatchCache(storage, prefix, codec::decode);
    }

    public ResourceDefinition definition() {
        return definition;
    }

    public WatchCache cache() {
        return cache;
    }

    String storeKey(ObjectKey key) {
        return prefix + StorageKeys.local(key);
    }

    CachedObject decode(StoredValue stored) {
        var cached = cache.get(stored.key().substring(prefix.length()));
        return cached != null && cached.revision() == stored.modRevision() ? cached : codec.decode(stored);
    }

    /** The object by a linearizable read, or null. */
    public @Nullable CachedObject read(ObjectKey key) {
        return storage.get(storeKey(key)).map(this::decode).orElse(null);
    }

    /** The object as the cache has it, perhaps not the newest; read from the store where the cache has none. */
    public @Nullable CachedObject readCached(ObjectKey key) {
        var cached = cache.get(StorageKeys.local(key));
        return cached != null ? cached : read(key);
    }

    /**
     * Puts or deletes one object in a transaction.
     *
     * @param expectedRevision 0: it must not exist
     * @param next null: delete
     * @param moreConditions of the same transaction
     * @param moreChanges of the same transaction
     */
    Outcome commit(
            ObjectKey key,
            long expectedRevision,
            @Nullable ObjectValue next,
            Optional<Fence> fence,
            List<Condition> moreConditions,
            List<Mutation> moreChanges) {
        var storeKey = storeKey(key);
        var conditions = new ArrayList<Condition>();
        conditions.add(new Condition.ModRevision(storeKey, expectedRevision));
        fence.ifPresent(proof -> conditions.add(proof.condition()));
        conditions.addAll(moreConditions);
        var changes = new ArrayList<Mutation>();
        changes.add(next == null ? new Mutation.Delete(storeKey) : new Mutation.Put(storeKey, codec.encode(next), 0));
        changes.addAll(moreChanges);
        var result = storage.transact(conditions, changes);
        if (result.succeeded()) {
            return new Outcome.Done(result.revision());
        }
        if (fence.isPresent()) {
            var leader = result.present().get(Fence.key(fence.get().election()));
            if (leader == null || leader.createRevision() != fence.get().revision()) {
                throw Rejection.fenced(
                        definition.groupVersionResource(),
                        key.name(),
                        fence.get().election());
            }
        }
        var present = result.present().get(storeKey);
        return new Outcome.Lost(present == null ? null : decode(present));
    }

    /** How a transaction ended. */
    sealed interface Outcome {

        record Done(long revision) implements Outcome {}

        /** Another write came first, of the object or of what else the transaction needed. */
        record Lost(@Nullable CachedObject present) implements Outcome {}
    }

    @Override
    public void close() {
        cache.close();
    }
}
