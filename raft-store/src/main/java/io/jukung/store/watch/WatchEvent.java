package io.jukung.store.watch;

import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.mvcc.Change;
import io.jukung.store.mvcc.History;
import org.jspecify.annotations.Nullable;

/** A change as watchers get it. Both its forms are made once, when first wanted, and shared by all. Loop only. */
final class WatchEvent {

    private final Change change;
    private @Nullable Event plain;
    private @Nullable Event withPrevious;

    WatchEvent(Change change) {
        this.change = change;
    }

    Change change() {
        return change;
    }

    Event event(boolean previous, History history) {
        return previous && change.previousRevision() != 0 ? withPrevious(history) : plain();
    }

    private Event plain() {
        Event known = plain;
        if (known == null) {
            known = Event.newBuilder()
                    .setType(change.deletion() ? Event.EventType.DELETE : Event.EventType.PUT)
                    .setKv(change.record())
                    .build();
            plain = known;
        }
        return known;
    }

    private Event withPrevious(History history) {
        Event known = withPrevious;
        if (known == null) {
            KeyValue before = history.previous(change);
            known = before == null
                    ? plain()
                    : plain().toBuilder().setPrevKv(before).build();
            withPrevious = known;
        }
        return known;
    }
}
