/**
 * Where the store's bytes lie: the port {@link io.jukung.store.storage.OrderedStore}, on RocksDB and in memory.
 *
 * <p>Nothing here knows what the bytes mean.
 */
@NullMarked
package io.jukung.store.storage;

import org.jspecify.annotations.NullMarked;
