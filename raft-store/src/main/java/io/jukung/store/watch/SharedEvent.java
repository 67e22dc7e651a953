package io.jukung.store.watch;

import io.jukung.proto.etcd.WatchResponse;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.store.wire.WireWriter;
import org.jspecify.annotations.Nullable;

/** An event, and its bytes once somebody sends it over a connection. Loop only. */
final class SharedEvent {

    private final Event message;
    private byte @Nullable [] field;

    SharedEvent(Event message) {
        this.message = message;
    }

    Event message() {
        return message;
    }

    long revision() {
        return message.getKv().getModRevision();
    }

    /** Bytes of the event, without what makes it a field. */
    int size() {
        return message.getSerializedSize();
    }

    /** The bytes as one of a {@link WatchResponse}'s {@code events}; not to be changed. */
    byte[] field() {
        byte[] known = field;
        if (known == null) {
            var out = new WireWriter(WireWriter.messageSize(size()));
            out.message(WatchResponse.EVENTS_FIELD_NUMBER, message);
            known = out.toByteArray();
            field = known;
        }
        return known;
    }
}
