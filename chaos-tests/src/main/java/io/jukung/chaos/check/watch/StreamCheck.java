package io.jukung.chaos.check.watch;

import com.google.protobuf.ByteString;
import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.Prose;
import io.jukung.chaos.check.model.KeyRange;
import io.jukung.chaos.check.revision.CommittedLog;
import io.jukung.chaos.check.revision.Compactions;
import io.jukung.chaos.history.EventLog;
import io.jukung.chaos.history.WatchStream;
import io.jukung.proto.etcd.WatchCreateRequest.FilterType;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.proto.etcd.mvcc.Event.EventType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One stream against the log: walks through its responses with a finger on the event that has to be next. */
final class StreamCheck {

    private final WatchStream stream;
    private final boolean resumed;
    private final CommittedLog log;
    private final Compactions compactions;
    private final Findings findings;
    private final KeyRange range;

    /** Of the revision that is coming. */
    private final List<Event> parts = new ArrayList<>();

    private final Set<Long> delivered = new HashSet<>();
    /** Keys of the newest revision. */
    private final Set<ByteString> deliveredOf = new HashSet<>();

    private boolean created;
    private boolean cancelled;
    /** First revision that is still to come, as far as its events go. */
    private long next;
    /** The revision of which parts came and more may. */
    private long open;

    private long newest;
    private long progressed;
    private boolean broken;

    StreamCheck(WatchStream stream, boolean resumed, CommittedLog log, Compactions compactions, Findings findings) {
        this.stream = stream;
        this.resumed = resumed;
        this.log = log;
        this.compactions = compactions;
        this.findings = findings;
        var request = stream.request();
        // etcd reads an empty key as the smallest one.
        var zero = ByteString.copyFrom(new byte[1]);
        range = KeyRange.of(request.getKey().isEmpty() ? zero : request.getKey(), request.getRangeEnd());
        next = request.getStartRevision();
    }

    /**
     * @param healed when the last fault was over, nanoseconds
     * @param patience nanoseconds
     */
    void judge(long healed, long patience) {
        for (var received : stream.received()) {
            if (!broken) {
                one(received);
            }
        }
        // Also one that its watcher gave up and that another took the place of: it had its time.
        if (!broken && stream.reason().equals("closed") && created && !cancelled) {
            late(healed, patience);
        }
    }

    private void one(WatchStream.Received received) {
        var response = received.response();
        if (cancelled) {
            violation(response.getCanceled() ? "cancelled twice" : "event after cancel", "", received);
            return;
        }
        if (response.getCreated()) {
            created(received);
            if (response.getCanceled()) {
                cancelled = true;
            }
            return;
        }
        if (!created) {
            violation("not created first", "", received);
            return;
        }
        if (response.getEventsCount() > 0) {
            events(received);
        }
        if (response.getCanceled()) {
            cancelled(received);
        } else if (response.getEventsCount() == 0) {
            progress(received);
        }
    }

    private void created(WatchStream.Received received) {
        if (created) {
            violation("created twice", "", received);
        }
        created = true;
        if (stream.request().getStartRevision() == 0) {
            next = received.response().getHeader().getRevision() + 1;
        }
    }

    private boolean wants(Event event) {
        var filter = event.getType() == EventType.PUT ? FilterType.NOPUT : FilterType.NODELETE;
        return range.contains(event.getKv().getKey())
                && !stream.request().getFiltersList().contains(filter);
    }

    /** What it has to get of a revision. */
    private List<Event> expected(long revision) {
        return log.mvcc().events(revision).stream().filter(this::wants).toList();
    }

    private void events(WatchStream.Received received) {
        var response = received.response();
        long revision = response.getEvents(0).getKv().getModRevision();
        var part = new ArrayList<Event>();
        for (var event : response.getEventsList()) {
            if (event.getKv().getModRevision() != revision) {
                revision(received, revision, part, false);
                part = new ArrayList<>();
                revision = event.getKv().getModRevision();
            }
            part.add(event);
        }
        revision(received, revision, part, response.getFragment());
        long header = response.getHeader().getRevision();
        if (!broken && header > 0 && header < revision) {
            violation("header behind its events", "The header's revision is " + header + ".", received);
        }
    }

    /** Events of one revision out of a response; with {@code more} others of it may follow in the next. */
    private void revision(WatchStream.Received received, long revision, List<Event> part, boolean more) {
        if (broken || !placed(received, revision)) {
            return;
        }
        for (var event : part) {
            if (!wants(event)) {
                violation("event that was not asked for", Prose.of(event), received);
                return;
            }
        }
        if (more && !stream.request().getFragment()) {
            violation("split revision", "Fragments were not asked for.", received);
            return;
        }
        parts.addAll(part);
        if (more) {
            open = revision;
            return;
        }
        complete(received, revision);
        open = 0;
        parts.clear();
        next = revision + 1;
        newest = revision;
    }

    /** Whether this revision may come now. */
    private boolean placed(WatchStream.Received received, long revision) {
        if (open != 0 && revision != open) {
            violation("split revision", "More of revision " + open + " had to follow.", received);
        } else if (revision < stream.request().getStartRevision()) {
            violation(
                    resumed ? "not resumable" : "event below its start",
                    "It has an event of revision " + revision + ".",
                    received);
        } else if (revision <= progressed) {
            violation(
                    "progress ahead of events", "Progress up to revision " + progressed + " had been told.", received);
        } else if (revision == newest && open == 0) {
            boolean repeated = received.response().getEventsList().stream()
                    .anyMatch(event -> event.getKv().getModRevision() == revision
                            && deliveredOf.contains(event.getKv().getKey()));
            violation(
                    repeated ? "repeated event" : "split revision",
                    "Revision " + revision + " had come in an earlier response.",
                    received);
        } else if (revision < next) {
            boolean again = revision <= newest && delivered.contains(revision);
            violation(
                    again ? "repeated event" : "unordered events",
                    "Revision " + revision + " comes after revision " + newest + ".",
                    received);
        } else if (revision > log.mvcc().last()) {
            if (log.complete()) {
                violation(
                        "event of nobody",
                        "It has an event of revision " + revision + ", the event log ends at "
                                + log.mvcc().last() + ".",
                        received);
            }
        } else if (open == 0 && missingBefore(revision, received)) {
            return false;
        }
        return !broken;
    }

    private boolean missingBefore(long revision, WatchStream.Received received) {
        for (long skipped = Math.max(next, log.mvcc().base() + 1); skipped < revision; skipped++) {
            var missing = expected(skipped);
            if (!missing.isEmpty()) {
                violation(
                        resumed && newest == 0 ? "not resumable" : "dropped event",
                        "Revision %d was left out: %s".formatted(skipped, Prose.events(missing)),
                        received);
                return true;
            }
        }
        return false;
    }

    private void complete(WatchStream.Received received, long revision) {
        delivered.add(revision);
        deliveredOf.clear();
        parts.forEach(event -> deliveredOf.add(event.getKv().getKey()));
        if (revision > log.mvcc().last() || revision <= log.mvcc().base()) {
            return;
        }
        var expected = expected(revision);
        if (parts.size() < expected.size()) {
            violation(
                    "split revision",
                    "Of revision %d it has %s, expected %s"
                            .formatted(revision, Prose.events(parts), Prose.events(expected)),
                    received);
            return;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (i >= expected.size()) {
                violation("event of nobody", Prose.of(parts.get(i)), received);
                return;
            }
            same(received, parts.get(i), expected.get(i), revision);
        }
    }

    private void same(WatchStream.Received received, Event actual, Event expected, long revision) {
        if (actual.getType() != expected.getType() || !actual.getKv().equals(expected.getKv())) {
            violation(
                    "wrong event", "It has %s, expected %s".formatted(Prose.of(actual), Prose.of(expected)), received);
            return;
        }
        var before = log.mvcc().get(actual.getKv().getKey(), revision - 1);
        boolean right = actual.hasPrevKv()
                ? stream.request().getPrevKv() && actual.getPrevKv().equals(before)
                : !stream.request().getPrevKv()
                        || before == null
                        || compactions.mayHaveGone(revision - 1, received.nanos());
        if (!right) {
            violation(
                    "wrong previous value",
                    "%s has %s, expected %s"
                            .formatted(
                                    Prose.of(actual),
                                    actual.hasPrevKv() ? Prose.of(actual.getPrevKv()) : "none",
                                    before == null || !stream.request().getPrevKv() ? "none" : Prose.of(before)),
                    received);
        }
    }

    private void progress(WatchStream.Received received) {
        long revision = received.response().getHeader().getRevision();
        if (open != 0) {
            violation("split revision", "More of revision " + open + " had to follow.", received);
        } else if (revision < stream.request().getStartRevision() - 1) {
            violation("progress below its start", "Progress is told of revision " + revision + ".", received);
        } else if (revision < Math.max(progressed, newest)) {
            violation(
                    "progress went back",
                    "Progress is told of revision %d after revision %d."
                            .formatted(revision, Math.max(progressed, newest)),
                    received);
        } else if (revision > log.mvcc().last() && log.complete()) {
            violation(
                    "progress out of nowhere",
                    "The event log ends at " + log.mvcc().last() + ".",
                    received);
        } else {
            for (long told = Math.max(next, log.mvcc().base() + 1);
                    told <= Math.min(revision, log.mvcc().last());
                    told++) {
                var missing = expected(told);
                if (!missing.isEmpty()) {
                    violation(
                            "progress ahead of events",
                            "Progress is told of revision %d, but of revision %d it never had: %s"
                                    .formatted(revision, told, Prose.events(missing)),
                            received);
                    return;
                }
            }
        }
        progressed = Math.max(progressed, revision);
        next = Math.max(next, revision + 1);
    }

    private void cancelled(WatchStream.Received received) {
        cancelled = true;
        long compacted = received.response().getCompactRevision();
        if (compacted == 0) {
            return;
        }
        if (next >= compacted) {
            violation(
                    "wrong compaction",
                    "It is cancelled for a compaction at %d, but had to go on from %d.".formatted(compacted, next),
                    received);
        } else if (!compactions.mayBe(compacted, received.nanos())) {
            violation("wrong compaction", "Nothing had been compacted to " + compacted + ".", received);
        }
    }

    private void late(long healed, long patience) {
        for (long revision = Math.max(next, log.mvcc().base() + 1);
                revision <= log.mvcc().last();
                revision++) {
            var entry = log.entries().get((int) (revision - log.mvcc().base() - 1));
            if (entry.nanos() == EventLog.Entry.UNTIMED
                    || Math.max(entry.nanos(), Math.max(healed, stream.begun())) + patience > stream.ended()) {
                return;
            }
            var missing = expected(revision);
            if (!missing.isEmpty()) {
                findings.seen(
                        "late event",
                        "%s%nwas closed at %s and never had revision %d, committed at %s: %s"
                                .formatted(
                                        said(),
                                        Prose.time(stream.ended()),
                                        revision,
                                        Prose.time(entry.nanos()),
                                        Prose.events(missing)),
                        stream.ended());
                return;
            }
        }
    }

    private String said() {
        var request = stream.request();
        return "Watch %s at %s, begun %s, from revision %s: %s"
                .formatted(
                        stream.watcher(),
                        stream.member(),
                        Prose.time(stream.begun()),
                        request.getStartRevision() == 0 ? "now (" + next + ")" : request.getStartRevision(),
                        Prose.of(request));
    }

    private void violation(String rule, String explanation, WatchStream.Received received) {
        broken = true;
        WatchResponse response = received.response();
        int place = stream.received().indexOf(received);
        var lines = new ArrayList<String>();
        lines.add(said());
        if (place > 0) {
            lines.add("response %d: %s"
                    .formatted(
                            place - 1, Prose.of(stream.received().get(place - 1).response())));
        }
        lines.add("response %d, at %s: %s".formatted(place, Prose.time(received.nanos()), Prose.of(response)));
        if (!explanation.isEmpty()) {
            lines.add(explanation);
        }
        findings.seen(rule, String.join("\n", lines), received.nanos());
    }
}
