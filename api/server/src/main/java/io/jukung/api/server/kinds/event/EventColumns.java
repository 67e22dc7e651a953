package io.jukung.api.server.kinds.event;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.kinds.rules.Cells;
import io.jukung.api.server.registry.Column;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What a table of events shows. */
final class EventColumns {

    private EventColumns() {}

    static List<Column> columns() {
        return List.of(
                new Column("Last Seen", "string", "", "When it happened last.", 0, EventColumns::lastSeen),
                Cells.text("Type", "Normal or Warning.", event -> event.text("type")),
                Cells.text("Reason", "Why, in one word.", event -> event.text("reason")),
                Cells.text("Object", "What the event is about.", EventColumns::object),
                Cells.text("Subobject", "Part of the object.", 1, event -> event.text("involvedObject", "fieldPath")),
                Cells.text("Source", "Who reported it.", 1, EventColumns::source),
                Cells.text(
                        "Message",
                        "What happened.",
                        event -> event.text("message").strip()),
                new Column("First Seen", "string", "", "When it happened first.", 1, EventColumns::firstSeen),
                Cells.count("Count", "How often it happened.", 1, EventColumns::count),
                Cells.hiddenName());
    }

    private static Value firstSeen(ObjectValue event, Instant now) {
        var first = event.text("firstTimestamp");
        return Value.of(Cells.age(first.isEmpty() ? event.text("eventTime") : first, now));
    }

    private static Value lastSeen(ObjectValue event, Instant now) {
        var series = event.text("series", "lastObservedTime");
        if (!series.isEmpty()) {
            return Value.of(Cells.age(series, now));
        }
        var last = event.text("lastTimestamp");
        return last.isEmpty() ? firstSeen(event, now) : Value.of(Cells.age(last, now));
    }

    private static long count(ObjectValue event) {
        return event.has("series") ? event.whole(0, "series", "count") : Math.max(1, event.whole(0, "count"));
    }

    private static String object(ObjectValue event) {
        var kind = event.text("involvedObject", "kind").toLowerCase(Locale.ROOT);
        var name = event.text("involvedObject", "name");
        return name.isEmpty() ? kind : kind + "/" + name;
    }

    private static String source(ObjectValue event) {
        var component = event.text("source", "component");
        var host = event.text("source", "host");
        if (component.isEmpty()) {
            component = event.text("reportingComponent");
            host = event.text("reportingInstance");
        }
        return host.isEmpty() ? component : component + ", " + host;
    }
}
