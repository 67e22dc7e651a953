/**
 * etcd's Lock and Election services: clients of the member's own KV, Lease and Watch services, to which they speak in the name of
 * their caller.
 */
@NullMarked
package io.jukung.store.lock;

import org.jspecify.annotations.NullMarked;
