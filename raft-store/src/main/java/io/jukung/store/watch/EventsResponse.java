package io.jukung.store.watch;

import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.store.wire.WireMessage;
import io.jukung.store.wire.WireWriter;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A response with events to one watcher. To a client in this process it is a message; on a connection, a few bytes of its own
 * before those that all watchers of the same events share.
 */
public final class EventsResponse {

    private static final int MAX_BESIDES_HEADER = 16;

    private final ResponseHeader header;
    private final long watchId;
    private final boolean fragment;
    private final EventBatch events;

    EventsResponse(ResponseHeader header, long watchId, boolean fragment, EventBatch events) {
        this.header = header;
        this.watchId = watchId;
        this.fragment = fragment;
        this.events = events;
    }

    /** As an object. */
    public WatchResponse message() {
        WatchResponse.Builder response =
                WatchResponse.newBuilder().setHeader(header).setWatchId(watchId).setFragment(fragment);
        events.events().forEach(event -> response.addEvents(event.message()));
        return response.build();
    }

    /** As bytes, the same that {@link #message} would be written as. */
    public WireMessage onWire() {
        return new Joined(own(), events);
    }

    /** Bytes of {@link #onWire}. */
    long size() {
        return own().size() + events.fieldsSize();
    }

    private WireWriter own() {
        int headerBytes = header.getSerializedSize();
        var own = new WireWriter(MAX_BESIDES_HEADER + headerBytes);
        own.message(WatchResponse.HEADER_FIELD_NUMBER, header);
        own.number(WatchResponse.WATCH_ID_FIELD_NUMBER, watchId);
        own.number(WatchResponse.FRAGMENT_FIELD_NUMBER, fragment ? 1 : 0);
        return own;
    }

    private record Joined(WireWriter own, EventBatch shared) implements WireMessage {
        @Override
        public int size() {
            return own.size() + shared.fields().length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            own.writeTo(out);
            out.write(shared.fields());
        }
    }
}
