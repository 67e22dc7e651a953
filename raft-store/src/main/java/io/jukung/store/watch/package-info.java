/**
 * Streams of changes: one {@link io.jukung.store.watch.WatchHub} a member, fed by the writer after each entry.
 *
 * <pre>
 *  writer ──publish──▶ ring of recent revisions ──pump──▶ watchers that are up to date
 *                                   │
 *  revision log on disk ────────────┴──a chunk at a time──▶ watchers that are behind
 * </pre>
 *
 * A watcher is a cursor, not a queue: what a slow client has not taken yet is read again later, so it costs neither memory
 * nor anyone else's time. Everything but {@code publish} runs on one event loop.
 */
@NullMarked
package io.jukung.store.watch;

import org.jspecify.annotations.NullMarked;
