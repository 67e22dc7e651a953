/**
 * Keys with revisions: what etcd's {@code mvcc} promises, as pure functions over an ordered store.
 *
 * <p>Writes go into a {@link io.jukung.store.mvcc.Draft} of one Raft entry; reads run on the committed state from any thread;
 * compaction forgets old versions step by step. No clock, no thread.
 */
@NullMarked
package io.jukung.store.mvcc;

import org.jspecify.annotations.NullMarked;
