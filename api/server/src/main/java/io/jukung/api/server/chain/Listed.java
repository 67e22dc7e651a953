package io.jukung.api.server.chain;

import io.jukung.api.server.cache.CachedObject;
import java.util.List;

/**
 * A page of a list.
 *
 * @param continueToken for the next page; "" on the last
 * @param remaining objects after this page; 0 where unknown or none
 */
public record Listed(List<CachedObject> objects, long revision, String continueToken, long remaining) {

    public Listed {
        objects = List.copyOf(objects);
    }
}
