package io.jukung.api.server.cache;

import java.util.List;

/** Objects in the order of their keys, all at one revision. */
public record CacheSnapshot(List<CachedObject> objects, long revision) {

    public CacheSnapshot {
        objects = List.copyOf(objects);
    }
}
