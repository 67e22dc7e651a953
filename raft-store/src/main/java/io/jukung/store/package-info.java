/**
 * An etcd v3 store member in this process: {@link io.jukung.store.StoreMember} started with a {@link
 * io.jukung.store.StoreConfig}. The only package other modules use.
 */
@NullMarked
package io.jukung.store;

import org.jspecify.annotations.NullMarked;
