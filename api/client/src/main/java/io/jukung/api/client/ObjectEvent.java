package io.jukung.api.client;

import io.jukung.api.model.object.KubeObject;

/** One message of a watch. */
public sealed interface ObjectEvent {

    /** The revision the stream has reached with this event. */
    String resourceVersion();

    record Added(KubeObject object, String resourceVersion) implements ObjectEvent {}

    record Modified(KubeObject object, String resourceVersion) implements ObjectEvent {}

    /** The object as it last was. */
    record Deleted(KubeObject object, String resourceVersion) implements ObjectEvent {}

    /** Nothing changed up to here; {@code initialEventsEnd} once the present objects are through. */
    record Bookmark(String resourceVersion, boolean initialEventsEnd) implements ObjectEvent {}
}
