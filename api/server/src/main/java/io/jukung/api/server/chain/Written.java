package io.jukung.api.server.chain;

import io.jukung.api.server.cache.CachedObject;

/**
 * How a write ended.
 *
 * @param created whether the object is new
 */
public record Written(CachedObject object, boolean created) {}
