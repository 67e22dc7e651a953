package io.jukung.api.client;

/**
 * What a watch asks for.
 *
 * @param resourceVersion events after this one; "" for from now
 * @param sendInitialEvents first the present objects as added, then a bookmark with {@code initialEventsEnd}
 */
public record WatchOptions(
        String labelSelector, String fieldSelector, String resourceVersion, boolean sendInitialEvents) {

    /** The present objects, then all changes. */
    public static final WatchOptions ALL = new WatchOptions("", "", "", true);
}
