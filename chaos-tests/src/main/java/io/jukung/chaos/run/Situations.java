package io.jukung.chaos.run;

import static io.jukung.chaos.run.Situation.*;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.jukung.chaos.history.Call;
import io.jukung.chaos.history.EventLog;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import io.jukung.chaos.history.WatchStream;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrantResponse;
import io.jukung.proto.etcd.LeaseKeepAliveRequest;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.proto.etcd.mvcc.Event;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Counts how often each {@link Situation} came up, from what is known when a run is over. */
final class Situations {

    /** What a member says when it took a snapshot in place of log entries: ours, and etcd. */
    private static final Pattern SNAPSHOT = Pattern.compile("state replaced by a snapshot|applied snapshot");

    private static final Set<String> RESTARTS = Set.of("start", "power-on", "restart", "rolling-restart");

    private final Map<Situation, Long> counts = new EnumMap<>(Situation.class);
    private final History history;
    private final EventLog events;
    private final List<Members.Change> changes;

    private Situations(History history, EventLog events, List<Members.Change> changes) {
        this.history = history;
        this.events = events;
        this.changes = changes;
    }

    static SortedMap<String, Long> count(
            History history, EventLog events, List<Members.Change> changes, Map<String, List<String>> logs) {
        var situations = new Situations(history, events, changes);
        situations.leaders();
        situations.watches();
        situations.leases();
        situations.ambiguous();
        situations.requests();
        situations.faults();
        long snapshots = logs.values().stream()
                .flatMap(List::stream)
                .filter(line -> SNAPSHOT.matcher(line).find())
                .count();
        situations.add(SNAPSHOT_INSTALLED, snapshots);
        var named = new TreeMap<String, Long>();
        for (var situation : Situation.values()) {
            named.put(situation.title(), situations.counts.getOrDefault(situation, 0L));
        }
        return named;
    }

    private void add(Situation situation, long more) {
        counts.merge(situation, more, Long::sum);
    }

    private void leaders() {
        add(LEADER_CHANGE, changes.size());
        var transactions = history.calls()
                .filter(call -> call.request() instanceof TxnRequest)
                .toList();
        add(
                LEADER_CHANGE_DURING_TXN,
                transactions.stream()
                        .filter(call -> changes.stream()
                                .anyMatch(
                                        change -> call.begun() < change.firstNew() && call.ended() > change.lastOld()))
                        .count());
    }

    private void watches() {
        var compactions = history.calls()
                .filter(call -> call.result() instanceof Call.Result.Answered)
                .filter(call -> call.request() instanceof CompactionRequest)
                .toList();
        var before = new HashMap<String, WatchStream>();
        history.streams().sorted(Comparator.comparingLong(WatchStream::begun)).forEach(stream -> {
            if (stream.received().stream()
                    .anyMatch(received -> received.response().getCompactRevision() > 0)) {
                add(WATCH_COMPACTED, 1);
            }
            var last = before.put(stream.watcher(), stream);
            if (last == null
                    || stream.request().getStartRevision() == 0
                    || stream.received().isEmpty()) {
                return;
            }
            add(WATCH_RESUMED, 1);
            if (!last.member().equals(stream.member())) {
                add(WATCH_RESUMED_ELSEWHERE, 1);
            }
            boolean across =
                    compactions.stream().anyMatch(call -> call.ended() > last.begun() && call.begun() < stream.begun());
            if (across) {
                add(WATCH_RESUMED_ACROSS_COMPACTION, 1);
            }
        });
    }

    private record Life(long id, long ttlNanos, long renewed) {}

    /** A lease's time is counted from the last word that the store had of its client. */
    private void leases() {
        var lives = new HashMap<Long, Life>();
        var revoked = new HashSet<Long>();
        history.calls().forEach(call -> {
            switch (call.request()) {
                case LeaseGrantRequest grant
                when call.result() instanceof Call.Result.Answered(var answer) ->
                    lives.put(
                            grant.getID(),
                            new Life(
                                    grant.getID(),
                                    TimeUnit.SECONDS.toNanos(((LeaseGrantResponse) answer).getTTL()),
                                    call.ended()));
                case LeaseKeepAliveRequest keep
                when !(call.result() instanceof Call.Result.Refused) ->
                    lives.computeIfPresent(
                            keep.getID(),
                            (id, life) -> new Life(id, life.ttlNanos(), Math.max(life.renewed(), call.ended())));
                case LeaseRevokeRequest revoke -> revoked.add(revoke.getID());
                default -> {}
            }
        });
        long end = history.ops().isEmpty() ? 0 : history.ops().getLast().nanos();
        for (var life : lives.values()) {
            long over = life.renewed() + life.ttlNanos();
            if (revoked.contains(life.id()) || over > end) {
                continue;
            }
            add(LEASE_EXPIRED, 1);
            if (changes.stream().anyMatch(change -> over > change.lastOld() && over < change.firstNew())) {
                add(LEASE_EXPIRED_LEADERLESS, 1);
            }
        }
    }

    private record Written(ByteString key, ByteString value) {}

    private void ambiguous() {
        var written = new HashSet<Written>();
        events.entries().stream()
                .flatMap(entry -> entry.events().stream())
                .filter(event -> event.getType() == Event.EventType.PUT)
                .forEach(event -> written.add(
                        new Written(event.getKv().getKey(), event.getKv().getValue())));
        history.calls()
                .filter(call -> call.result() instanceof Call.Result.Unknown)
                .forEach(call -> {
                    var puts = puts(call.request()).toList();
                    if (puts.isEmpty()) {
                        return;
                    }
                    boolean happened =
                            puts.stream().anyMatch(put -> written.contains(new Written(put.getKey(), put.getValue())));
                    add(happened ? AMBIGUOUS_HAPPENED : AMBIGUOUS_NEVER, 1);
                });
    }

    private static Stream<PutRequest> puts(Message request) {
        return switch (request) {
            case PutRequest put -> Stream.of(put);
            case TxnRequest txn ->
                Stream.concat(txn.getSuccessList().stream(), txn.getFailureList().stream())
                        .filter(op -> op.hasRequestPut())
                        .map(op -> op.getRequestPut());
            default -> Stream.of();
        };
    }

    private void requests() {
        // What was known when: the newest revision of all answers until then.
        var known = new TreeMap<Long, Long>();
        var calls =
                history.calls().sorted(Comparator.comparingLong(Call::ended)).toList();
        long newest = 0;
        for (var call : calls) {
            if (call.result() instanceof Call.Result.Answered(var answer)) {
                newest = Math.max(newest, revision(answer));
                known.put(call.ended(), newest);
            }
        }
        for (var call : calls) {
            switch (call.result()) {
                case Call.Result.Answered(var answer) -> {
                    switch (call.request()) {
                        case RangeRequest range
                        when range.getSerializable() -> {
                            var before = known.lowerEntry(call.begun());
                            if (before != null && revision(answer) < before.getValue()) {
                                add(STALE_MEMBER_ASKED, 1);
                            }
                        }
                        case TxnRequest txn
                        when txn.getCompareCount() > 0 -> {
                            if (!((TxnResponse) answer).getSucceeded()) {
                                add(CONDITION_FAILED, 1);
                            }
                        }
                        case CompactionRequest _ -> add(COMPACTED, 1);
                        default -> {}
                    }
                }
                case Call.Result.Refused(var code, var text) -> {
                    if (call.request() instanceof RangeRequest && text.contains("has been compacted")) {
                        add(READ_COMPACTED, 1);
                    }
                }
                case Call.Result.Unknown _ -> {}
            }
        }
    }

    private static long revision(Message answer) {
        return switch (answer) {
            case RangeResponse range -> range.getHeader().getRevision();
            case TxnResponse txn -> txn.getHeader().getRevision();
            case io.jukung.proto.etcd.PutResponse put -> put.getHeader().getRevision();
            case io.jukung.proto.etcd.DeleteRangeResponse delete ->
                delete.getHeader().getRevision();
            default -> 0;
        };
    }

    private void faults() {
        var faults = history.faults().toList();
        // Each fault's begin and end are two events of the nemesis, one after the other.
        for (int i = 1; i < faults.size(); i += 2) {
            var end = faults.get(i);
            add(FAULT_DURING_OPERATIONS, during(end) ? 1 : 0);
            if (end.error() == null && RESTARTS.contains(end.f())) {
                add(MEMBER_RESTARTED, 1);
            }
        }
    }

    /** Whether a client operation was under way when a fault took effect. */
    private boolean during(Op fault) {
        int open = 0;
        for (var op : history.ops()) {
            if (op.index() >= fault.index()) {
                return open > 0;
            }
            if (op.isClient()) {
                open += op.phase() == Phase.INVOKE ? 1 : -1;
            }
        }
        return false;
    }
}
