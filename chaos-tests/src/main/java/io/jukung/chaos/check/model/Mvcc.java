package io.jukung.chaos.check.model;

import com.google.protobuf.ByteString;
import io.jukung.chaos.check.Prose;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All versions of all keys, as etcd keeps them: made by applying one revision's events after another, read at any revision.
 * Records are computed here from key, value and lease; what the events claim of them is only compared.
 */
public final class Mvcc {

    /** A key from a revision on; with {@code kv} null it is absent. */
    private record Version(long revision, @Nullable KeyValue kv) {}

    /**
     * A revision that deleted nothing but keys of one lease.
     *
     * @param whole whether these were all its keys
     */
    public record LeaseEnd(long revision, long lease, boolean whole) {}

    private final NavigableMap<ByteString, List<Version>> keys = new TreeMap<>(KeyRange.ORDER);
    private final Map<Long, NavigableSet<ByteString>> attached = new HashMap<>();
    private final Map<Long, LeaseEnd> leaseEnds = new HashMap<>();
    private final Map<Long, List<Event>> log = new HashMap<>();
    private final long base;
    private long last;

    /** With nothing in it at {@code base}, which is 1 for a store that was never written. */
    public Mvcc(long base) {
        this.base = base;
        this.last = base;
    }

    public long base() {
        return base;
    }

    public long last() {
        return last;
    }

    /** A key that was there at {@link #base} already. */
    public void existed(KeyValue kv) {
        keys.put(kv.getKey(), new ArrayList<>(List.of(new Version(kv.getModRevision(), kv))));
        attach(kv);
    }

    /**
     * Goes on by one revision.
     *
     * @return what is wrong with these events, each a sentence; empty if they are as they should be
     */
    public List<String> apply(List<Event> events) {
        var wrong = new ArrayList<String>();
        long revision = ++last;
        log.put(revision, List.copyOf(events));
        noteLeaseEnd(revision, events);
        if (events.isEmpty()) {
            wrong.add("it has no events");
        }
        for (var event : events) {
            var key = event.getKv().getKey();
            var versions = keys.computeIfAbsent(key, k -> new ArrayList<>());
            if (!versions.isEmpty() && versions.getLast().revision() == revision) {
                wrong.add("it has key " + key.toStringUtf8() + " twice");
                continue;
            }
            var before = versions.isEmpty() ? null : versions.getLast().kv();
            var after = after(event, before, revision);
            compare(event, before, after, wrong);
            if (before != null && before.getLease() != 0) {
                detach(before);
            }
            if (after != null && after.getLease() != 0) {
                attach(after);
            }
            versions.add(new Version(revision, after));
        }
        return wrong;
    }

    private static @Nullable KeyValue after(Event event, @Nullable KeyValue before, long revision) {
        return event.getType() == Event.EventType.DELETE
                ? null
                : put(
                        before,
                        event.getKv().getKey(),
                        event.getKv().getValue(),
                        event.getKv().getLease(),
                        revision);
    }

    /** The record that a put leaves. */
    static KeyValue put(@Nullable KeyValue before, ByteString key, ByteString value, long lease, long revision) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(value)
                .setLease(lease)
                .setModRevision(revision)
                .setCreateRevision(before == null ? revision : before.getCreateRevision())
                .setVersion(before == null ? 1 : before.getVersion() + 1)
                .build();
    }

    private void compare(Event event, @Nullable KeyValue before, @Nullable KeyValue after, List<String> wrong) {
        var key = event.getKv().getKey();
        if (after == null && before == null) {
            wrong.add("it deletes key " + key.toStringUtf8() + ", which is not there");
        }
        var expected = after == null
                ? KeyValue.newBuilder().setKey(key).setModRevision(last).build()
                : after;
        if (!expected.equals(event.getKv())) {
            wrong.add("its event has " + said(event.getKv()) + ", expected " + said(expected));
        }
        if (event.hasPrevKv() && !event.getPrevKv().equals(before)) {
            wrong.add("its event for key " + key.toStringUtf8() + " has the previous " + said(event.getPrevKv())
                    + ", expected " + (before == null ? "none" : said(before)));
        }
    }

    private static String said(KeyValue kv) {
        return Prose.of(kv);
    }

    private void attach(KeyValue kv) {
        if (kv.getLease() != 0) {
            attached.computeIfAbsent(kv.getLease(), lease -> new TreeSet<>(KeyRange.ORDER))
                    .add(kv.getKey());
        }
    }

    private void detach(KeyValue kv) {
        var keysOfLease = attached.get(kv.getLease());
        if (keysOfLease != null) {
            keysOfLease.remove(kv.getKey());
        }
    }

    private void noteLeaseEnd(long revision, List<Event> events) {
        long lease = 0;
        var deleted = new TreeSet<>(KeyRange.ORDER);
        for (var event : events) {
            var before = get(event.getKv().getKey(), revision - 1);
            if (event.getType() != Event.EventType.DELETE || before == null || before.getLease() == 0) {
                return;
            }
            if (lease != 0 && lease != before.getLease()) {
                return;
            }
            lease = before.getLease();
            deleted.add(event.getKv().getKey());
        }
        if (lease != 0) {
            leaseEnds.put(revision, new LeaseEnd(revision, lease, deleted.equals(attached.get(lease))));
        }
    }

    /** Whether, and of which lease, this revision deleted keys and nothing else was done. */
    public @Nullable LeaseEnd leaseEnd(long revision) {
        return leaseEnds.get(revision);
    }

    /** Keys with this lease at the last revision. */
    public NavigableSet<ByteString> attached(long lease) {
        return attached.getOrDefault(lease, new TreeSet<>(KeyRange.ORDER));
    }

    /** What this revision did. */
    public List<Event> events(long revision) {
        return log.getOrDefault(revision, List.of());
    }

    /** A key's record at a revision; null if it is absent. */
    public @Nullable KeyValue get(ByteString key, long revision) {
        var versions = keys.get(key);
        return versions == null ? null : at(versions, revision);
    }

    /** Records at a revision, in the order of keys. */
    public List<KeyValue> range(KeyRange range, long revision) {
        var found = new ArrayList<KeyValue>();
        for (var versions : range.of(keys).values()) {
            var kv = at(versions, revision);
            if (kv != null) {
                found.add(kv);
            }
        }
        return found;
    }

    /** Whether the key was absent at some revision of these (inclusive). */
    public boolean everAbsent(ByteString key, long from, long to) {
        if (get(key, from) == null) {
            return true;
        }
        return keys.getOrDefault(key, List.of()).stream()
                .anyMatch(version -> version.kv() == null && version.revision() > from && version.revision() <= to);
    }

    private static @Nullable KeyValue at(List<Version> versions, long revision) {
        int low = 0;
        int high = versions.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (versions.get(middle).revision() <= revision) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? null : versions.get(low - 1).kv();
    }
}
