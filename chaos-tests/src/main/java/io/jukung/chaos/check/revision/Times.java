package io.jukung.chaos.check.revision;

import com.google.protobuf.Message;
import io.jukung.chaos.check.Attempt;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.Prose;
import io.jukung.chaos.check.model.Answers;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.TxnRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Revisions against the clock: who begins after something was seen must see it; nobody sees a write that has not begun. Reads
 * that may lag ({@code serializable}) are held to the second only.
 */
final class Times {

    private final List<Attempt> attempts;
    private final @Nullable Settlement settlement;
    private final Findings findings;
    private final RealTime seen;
    /** By revision: of it and all before, the writer that began last. Only where that changes. */
    private final NavigableMap<Long, Attempt> youngest = new TreeMap<>();

    Times(
            Evidence evidence,
            List<Attempt> attempts,
            @Nullable CommittedLog log,
            @Nullable Settlement settlement,
            Findings findings) {
        this.attempts = attempts;
        this.settlement = settlement;
        this.findings = findings;
        long last = log != null && log.complete() ? log.mvcc().last() : Long.MAX_VALUE;
        var sights = new ArrayList<RealTime.Sight>();
        for (var attempt : attempts) {
            attempt.answer()
                    .map(Answers::revision)
                    .filter(revision -> revision > 0)
                    .ifPresent(revision -> {
                        if (revision > last) {
                            nowhere(attempt, last);
                        } else {
                            sights.add(new RealTime.Sight(attempt.ended(), revision, attempt::said));
                        }
                    });
        }
        evidence.history()
                .streams()
                .forEach(stream -> stream.received().forEach(received -> {
                    if (received.response().getEventsCount() > 0) {
                        long revision = received.response()
                                .getEvents(received.response().getEventsCount() - 1)
                                .getKv()
                                .getModRevision();
                        sights.add(new RealTime.Sight(
                                received.nanos(),
                                revision,
                                () -> "watch " + stream.watcher() + " at " + stream.member() + " had revision "
                                        + revision + " at " + Prose.time(received.nanos())));
                    }
                }));
        seen = new RealTime(sights);
        var writers = new TreeMap<Long, Attempt>();
        for (var attempt : attempts) {
            revision(attempt).ifPresent(revision -> writers.putIfAbsent(revision, attempt));
        }
        writers.forEach((revision, writer) -> {
            if (youngest.isEmpty() || youngest.lastEntry().getValue().begun() < writer.begun()) {
                youngest.put(revision, writer);
            }
        });
    }

    private Optional<Long> revision(Attempt attempt) {
        return settlement != null
                ? settlement.revision(attempt)
                : attempt.answer().filter(Writes::changed).map(Answers::revision);
    }

    private void nowhere(Attempt attempt, long last) {
        if (attempt.answer().filter(Writes::changed).isEmpty()) {
            findings.violation(
                    "revision out of nowhere",
                    attempt.said() + "\nThe event log ends at revision " + last + ".",
                    attempt.op());
        }
    }

    /** The newest revision that must have been there when something began; 0 if none is known. */
    long floor(long begun) {
        return seen.before(begun).map(RealTime.Sight::revision).orElse(0L);
    }

    void judge() {
        long judged = 0;
        for (var attempt : attempts) {
            boolean writes = revision(attempt).isPresent();
            long revision = writes
                    ? revision(attempt).get()
                    : attempt.answer().map(Answers::revision).orElse(0L);
            if (revision == 0) {
                continue;
            }
            judged++;
            if (linearizable(attempt.request())) {
                past(attempt, revision, writes);
            }
            if (!attempt.unknown()) {
                future(attempt, revision);
            }
        }
        findings.fact("revisions compared with the clock", judged);
        findings.fact("serializable reads that went back for their client", backward());
    }

    private static boolean linearizable(Message request) {
        return switch (request) {
            case RangeRequest range -> !range.getSerializable();
            case TxnRequest txn -> !Writes.serializable(txn);
            case PutRequest put -> true;
            case DeleteRangeRequest delete -> true;
            case CompactionRequest compaction -> true;
            case LeaseGrantRequest grant -> true;
            case LeaseRevokeRequest revoke -> true;
            default -> false;
        };
    }

    private void past(Attempt attempt, long revision, boolean writes) {
        var before = seen.before(attempt.begun());
        if (before.isPresent()
                && (before.get().revision() > revision
                        || (writes && before.get().revision() == revision))) {
            findings.violation(
                    writes ? "write into the past" : "stale read",
                    "%s%nthen began%n%s%nwhich is at revision %d."
                            .formatted(before.get().said().get(), attempt.said(), revision),
                    attempt.op());
        }
    }

    private void future(Attempt attempt, long revision) {
        var writer = youngest.floorEntry(revision);
        if (writer != null && writer.getValue().begun() > attempt.ended()) {
            findings.violation(
                    "read from the future",
                    "%s%nis at revision %d, but revision %d was made by what began later:%n%s"
                            .formatted(
                                    attempt.said(),
                                    revision,
                                    writer.getKey(),
                                    writer.getValue().said()),
                    attempt.op(),
                    writer.getValue().op());
        }
    }

    /** A member behind the one asked before answers so: allowed, but worth knowing. */
    private long backward() {
        record Connection(int process, String member) {}
        var highest = new HashMap<Connection, Long>();
        long backward = 0;
        var reads = attempts.stream()
                .filter(attempt -> Writes.serializable(attempt.request()))
                .sorted(Comparator.comparingLong(Attempt::begun))
                .toList();
        for (var read : reads) {
            long revision = read.answer().map(Answers::revision).orElse(0L);
            var connection = new Connection(read.process(), read.call().member());
            long before = highest.getOrDefault(connection, 0L);
            if (revision > 0 && revision < before) {
                backward++;
            }
            highest.put(connection, Math.max(before, revision));
        }
        return backward;
    }
}
