package io.jukung.store.watch;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.mvcc.Change;
import io.jukung.store.mvcc.History;
import org.jspecify.annotations.Nullable;

/** A change as watchers get it. Both its forms are made once, when first wanted, and shared by all. Loop only. */
final class WatchEvent {

    private final Change change;
    private @Nullable SharedEvent plain;
    private @Nullable SharedEvent withPrevious;

    WatchEvent(Change change) {
        this.change = change;
    }

    ByteString key() {
        return change.record().getKey();
    }

    boolean deletion() {
        return change.deletion();
    }

    SharedEvent event(boolean previous, History history) {
        return previous && change.previousRevision() != 0 ? withPrevious(history) : plain();
    }

    private SharedEvent plain() {
        SharedEvent known = plain;
        if (known == null) {
            known = new SharedEvent(Event.newBuilder()
                    .setType(change.deletion() ? Event.EventType.DELETE : Event.EventType.PUT)
                    .setKv(change.record())
                    .build());
            plain = known;
        }
        return known;
    }

    private SharedEvent withPrevious(History history) {
        SharedEvent known = withPrevious;
        if (known == null) {
            KeyValue before = history.previous(change);
            known = before == null
                    ? plain()
                    : new SharedEvent(
                            plain().message().toBuilder().setPrevKv(before).build());
            withPrevious = known;
        }
        return known;
    }
}
