package io.jukung.store.watch;

import io.jukung.store.wire.WireWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events that go out together, the same to any number of watchers: their bytes are put together once. Loop only. */
final class EventBatch {

    private final List<SharedEvent> events;
    private byte @Nullable [] fields;

    EventBatch(List<SharedEvent> events) {
        this.events = List.copyOf(events);
    }

    List<SharedEvent> events() {
        return events;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** Those of a revision on. */
    EventBatch from(long revision) {
        return events.isEmpty() || events.getFirst().revision() >= revision
                ? this
                : new EventBatch(events.stream()
                        .filter(event -> event.revision() >= revision)
                        .toList());
    }

    /** Bytes of {@link #fields}. */
    long fieldsSize() {
        long size = 0;
        for (SharedEvent event : events) {
            size += WireWriter.messageSize(event.size());
        }
        return size;
    }

    /** All of them as the last fields of a response; not to be changed. */
    byte[] fields() {
        byte[] known = fields;
        if (known == null) {
            known = events.size() == 1 ? events.getFirst().field() : joined();
            fields = known;
        }
        return known;
    }

    private byte[] joined() {
        byte[] all = new byte[Math.toIntExact(fieldsSize())];
        int at = 0;
        for (SharedEvent event : events) {
            byte[] field = event.field();
            System.arraycopy(field, 0, all, at, field.length);
            at += field.length;
        }
        return all;
    }
}
