package io.jukung.api.server.cache;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** An object at one revision. Its bytes are made once for each media type and shared by all readers. */
public final class CachedObject {

    private final KubeObject object;
    private final long revision;
    private final Map<String, byte[]> encoded = new ConcurrentHashMap<>(2);

    /** @param tree with or without a resourceVersion: the revision is put in */
    public CachedObject(ObjectValue tree, long revision) {
        this.object = new KubeObject(tree.withAt(Value.of(Long.toString(revision)), "metadata", "resourceVersion"));
        this.revision = revision;
    }

    private CachedObject(ObjectValue tree) {
        this.object = new KubeObject(tree);
        this.revision = 0;
    }

    /** An object that no store holds: of a dry run, or computed. It has no resourceVersion. */
    public static CachedObject unstored(ObjectValue tree) {
        return new CachedObject(tree);
    }

    public KubeObject object() {
        return object;
    }

    public ObjectValue tree() {
        return object.tree();
    }

    public long revision() {
        return revision;
    }

    /** The same state as it was last seen, at a later revision: what a DELETED event shows. */
    public CachedObject at(long laterRevision) {
        return new CachedObject(tree(), laterRevision);
    }

    public byte[] json() {
        return encoded("application/json", Json::write);
    }

    /** The object in a media type; callers must not change the array. */
    public byte[] encoded(String mediaType, Function<ObjectValue, byte[]> encoder) {
        return encoded.computeIfAbsent(mediaType, ignored -> encoder.apply(tree()));
    }
}
