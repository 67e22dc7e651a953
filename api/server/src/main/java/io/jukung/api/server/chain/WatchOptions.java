package io.jukung.api.server.chain;

import org.jspecify.annotations.Nullable;

/**
 * What a watch asks for, as its query parameters.
 *
 * @param resourceVersion events after this one; "": the present objects first, then changes; "0": the same
 *     from whatever the cache has
 * @param sendInitialEvents present objects as ADDED and a bookmark at their end; null: not said
 */
public record WatchOptions(
        String labelSelector,
        String fieldSelector,
        String resourceVersion,
        String resourceVersionMatch,
        boolean allowBookmarks,
        @Nullable Boolean sendInitialEvents) {}
