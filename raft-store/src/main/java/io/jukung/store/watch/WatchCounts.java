package io.jukung.store.watch;

/**
 * Watching at a glance.
 *
 * @param behind watchers that are not up to date
 * @param eventsSent since the hub began
 */
public record WatchCounts(int streams, int watchers, int behind, long eventsSent) {}
