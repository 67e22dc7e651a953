/**
 * bbolt's file format, version 2: the database etcd keeps its data in and sends as a snapshot. Reads what etcd wrote and
 * writes what etcd reads; knows nothing of what the buckets mean.
 *
 * <pre>
 * page 0, 1   meta, the valid one with the higher transaction counts
 * freelist    pages that hold nothing
 * branch      (key, child page), sorted
 * leaf        (key, value), sorted; a value may be a nested bucket: its root page, or the page itself if that is small
 * </pre>
 */
@NullMarked
package io.jukung.store.bbolt;

import org.jspecify.annotations.NullMarked;
