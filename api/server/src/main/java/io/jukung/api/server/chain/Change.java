package io.jukung.api.server.chain;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.cache.CachedObject;

/** What an update makes of the present object: a function, because it runs again when another write came first. */
@FunctionalInterface
public interface Change {

    /**
     * The object as it is to become.
     *
     * @throws io.jukung.api.server.status.Rejection where the change does not fit the present object
     */
    ObjectValue of(CachedObject present);
}
