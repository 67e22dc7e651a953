package io.jukung.chaos.check.revision;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.jukung.chaos.check.Attempt;
import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.Prose;
import io.jukung.chaos.check.model.Mvcc;
import io.jukung.chaos.history.EventLog;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.ResponseOp;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The part of an event log that has no gap, and the model made from it.
 *
 * @param complete whether it is all that was committed
 */
public record CommittedLog(Mvcc mvcc, List<EventLog.Entry> entries, boolean complete) {

    public CommittedLog {
        entries = List.copyOf(entries);
    }

    /** Replays a log; what is wrong with the log itself goes to {@code findings}. */
    public static CommittedLog replay(
            EventLog log, List<Attempt> attempts, Compactions compactions, Findings findings) {
        var mvcc = new Mvcc(log.base());
        if (log.base() > 1) {
            existing(log, attempts).forEach(mvcc::existed);
        }
        var entries = new ArrayList<EventLog.Entry>();
        boolean complete = log.complete();
        for (var entry : log.entries()) {
            if (entry.revision() != mvcc.last() + 1) {
                if (log.complete()) {
                    wrong(
                            findings,
                            "revisions with a gap",
                            "In the event log revision %d is followed by %d.".formatted(mvcc.last(), entry.revision()),
                            entry);
                }
                complete = false;
                break;
            }
            for (var wrong : mvcc.apply(entry.events())) {
                wrong(
                        findings,
                        "wrong event",
                        "Revision %d: %s.%nIts events: %s"
                                .formatted(entry.revision(), wrong, Prose.events(entry.events())),
                        entry);
            }
            previous(entry, mvcc, compactions, findings);
            entries.add(entry);
        }
        if (!complete) {
            findings.unknown("the event log ends at revision " + mvcc.last() + ": " + log.gap());
        }
        return new CommittedLog(mvcc, entries, complete);
    }

    /** Of an event of the log: no operation tells of it, but when it came is known. */
    private static void wrong(Findings findings, String rule, String explanation, EventLog.Entry entry) {
        if (entry.nanos() == EventLog.Entry.UNTIMED) {
            findings.violation(rule, explanation);
        } else {
            findings.seen(rule, explanation, entry.nanos());
        }
    }

    private static void previous(EventLog.Entry entry, Mvcc mvcc, Compactions compactions, Findings findings) {
        for (var event : entry.events()) {
            var before = mvcc.get(event.getKv().getKey(), entry.revision() - 1);
            long seen = entry.nanos() == EventLog.Entry.UNTIMED ? Long.MAX_VALUE : entry.nanos();
            if (before != null && !event.hasPrevKv() && !compactions.mayHaveGone(entry.revision() - 1, seen)) {
                wrong(
                        findings,
                        "wrong event",
                        "Revision %d: %s has no previous value; before it was %s, and nothing was compacted."
                                .formatted(entry.revision(), Prose.of(event), Prose.of(before)),
                        entry);
            }
        }
    }

    /** What was there at the log's base, as far as events and answers tell. */
    private static Iterable<KeyValue> existing(EventLog log, List<Attempt> attempts) {
        var found = new HashMap<ByteString, KeyValue>();
        var told = Stream.concat(
                log.entries().stream()
                        .flatMap(entry -> entry.events().stream())
                        .filter(event -> event.hasPrevKv())
                        .map(event -> event.getPrevKv()),
                attempts.stream().flatMap(attempt -> attempt.answer().stream()).flatMap(CommittedLog::records));
        told.filter(kv -> kv.getModRevision() <= log.base() && !kv.getValue().isEmpty())
                .forEach(
                        kv -> found.merge(kv.getKey(), kv, (a, b) -> a.getModRevision() >= b.getModRevision() ? a : b));
        return Map.copyOf(found).values();
    }

    private static Stream<KeyValue> records(Message response) {
        return switch (response) {
            case RangeResponse range -> range.getKvsList().stream();
            case TxnResponse txn -> txn.getResponsesList().stream().flatMap(CommittedLog::records);
            case ResponseOp op when op.hasResponseRange() -> op.getResponseRange().getKvsList().stream();
            case ResponseOp op when op.hasResponseTxn() -> records(op.getResponseTxn());
            default -> Stream.of();
        };
    }
}
