/**
 * Copies of a running store, ours or any etcd, made over its public API: downloads a snapshot, then follows by a watch, so
 * that each change keeps its revision. Migration ends in a member's data directory, a backup stays a directory of files.
 */
@NullMarked
package io.jukung.store.migrate;

import org.jspecify.annotations.NullMarked;
