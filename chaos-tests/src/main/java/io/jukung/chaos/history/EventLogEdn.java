package io.jukung.chaos.history;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.edn.EdnException;
import io.jukung.chaos.edn.EdnReader;
import io.jukung.chaos.edn.EdnWriter;
import io.jukung.proto.etcd.mvcc.Event;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Event logs as {@code events.edn}: first {@code {:base 5, :complete true, :gap ""}}, then a revision a line,
 * {@code {:revision 6, :time 1234, :events [{:kv {…}, :prev-kv {…}}]}}; without the time, when the witness had it, if that is not known.
 */
public final class EventLogEdn {

    private EventLogEdn() {}

    /**
     * Writes all of it.
     *
     * @param file made or replaced
     */
    public static void write(EventLog events, Path file) throws IOException {
        try (var out = Files.newBufferedWriter(file)) {
            write(events, out);
        }
    }

    /** As {@link #write(EventLog, Path)}; leaves {@code out} open. */
    public static void write(EventLog events, Writer out) throws IOException {
        var buffered = new BufferedWriter(out);
        var edn = new EdnWriter(buffered);
        edn.write(Edn.dict(
                "base", Edn.of(events.base()), "complete", Edn.of(events.complete()), "gap", Edn.of(events.gap())));
        edn.newline();
        for (var entry : events.entries()) {
            edn.beginMap()
                    .key("revision")
                    .write(Edn.of(entry.revision()))
                    .key("time")
                    .write(entry.nanos() == EventLog.Entry.UNTIMED ? Edn.NIL : Edn.of(entry.nanos()))
                    .key("events")
                    .beginVector();
            for (var event : entry.events()) {
                MessageEdn.write(edn, event);
            }
            edn.endVector().endMap().newline();
        }
        buffered.flush();
    }

    /**
     * Reads it as it was written.
     *
     * @throws EdnException with line and column, if it is no event log
     */
    public static EventLog read(Path file) throws IOException {
        try (var in = Files.newBufferedReader(file)) {
            return read(in);
        }
    }

    /** As {@link #read(Path)}; leaves {@code in} open. */
    @SuppressWarnings("resource") // The caller's.
    public static EventLog read(Reader in) throws IOException {
        var edn = new EdnReader(in);
        try {
            var head = Fields.of(edn.read(), "event log");
            var entries = new ArrayList<EventLog.Entry>();
            while (edn.hasNext()) {
                entries.add(entry(Fields.of(edn.read(), "entry")));
            }
            return new EventLog(
                    head.integer("base"),
                    entries,
                    Fields.bool(head.value("complete"), "event log", "complete"),
                    head.text("gap"));
        } catch (IllegalArgumentException e) {
            var located = edn.error("before here: " + e.getMessage());
            located.initCause(e);
            throw located;
        }
    }

    private static EventLog.Entry entry(Fields entry) {
        if (!(entry.value("events") instanceof Edn.Vector(List<Edn> values))) {
            throw new IllegalArgumentException("entry: expected a vector as :events");
        }
        var events = new ArrayList<Event>();
        for (var value : values) {
            events.add(MessageEdn.read(value, Event.getDefaultInstance()));
        }
        long nanos = entry.value("time") instanceof Edn.Int(long time) ? time : EventLog.Entry.UNTIMED;
        return new EventLog.Entry(entry.integer("revision"), nanos, events);
    }
}
