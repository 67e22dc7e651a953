/**
 * Watch caches: one per resource, fed by one store watch; lists and watches are answered from memory.
 *
 * <pre>
 *   store watch → WatchCache (one thread) → history ring → CacheWatcher (bounded queue) → client
 * </pre>
 *
 * A list is consistent: the store's revision is read ({@link io.jukung.api.server.cache.RevisionReader}
 * shares one read among all who wait) and the cache is awaited to have it.
 */
@NullMarked
package io.jukung.api.server.cache;

import org.jspecify.annotations.NullMarked;
