package io.jukung.chaos.sim.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.jukung.proto.etcd.AlarmMember;
import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AlarmResponse;
import io.jukung.proto.etcd.AlarmType;
import io.jukung.proto.etcd.CompactionResponse;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.DeleteRangeResponse;
import io.jukung.proto.etcd.LeaseGrantResponse;
import io.jukung.proto.etcd.LeaseRevokeResponse;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.PutResponse;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.ResponseOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.Outcome;
import io.jukung.store.mvcc.Rejection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What etcd's documentation says of keys, leases and alarms, written down as simply as can be and apart from the product: every
 * version of every key in memory, one command after the other. Knows the requests that the simulated clients make.
 */
final class Model {

    static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();

    private record Version(long revision, @Nullable KeyValue record) {}

    private record Lease(long ttl, TreeSet<ByteString> keys) {}

    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final Rejection reason;

        Refused(Rejection reason) {
            super(reason.name(), null, false, false);
            this.reason = reason;
        }
    }

    private final TreeMap<ByteString, List<Version>> keys = new TreeMap<>(ORDER);
    private final List<List<Event>> history = new ArrayList<>();
    private final Map<Long, Lease> leases = new HashMap<>();
    private List<AlarmMember> alarms = List.of();
    private long revision = 1;
    private long compactRevision = -1;
    /** Events of the revision in the making. */
    private List<Event> making = new ArrayList<>();

    long revision() {
        return revision;
    }

    long compactRevision() {
        return compactRevision;
    }

    boolean hasLeases() {
        return !leases.isEmpty();
    }

    boolean hasAlarms() {
        return !alarms.isEmpty();
    }

    /** What a revision changed, each with the record before. */
    List<Event> events(long of) {
        return history.get((int) (of - 2));
    }

    Outcome apply(Command command, long term) {
        try {
            guard(command);
            var response = switch (command) {
                case Command.Put put -> {
                    checkLease(put.request());
                    var answer = put(put.request());
                    seal();
                    yield answer.setHeader(header()).build();
                }
                case Command.DeleteRange delete -> {
                    var answer = delete(delete.request());
                    seal();
                    yield answer.setHeader(header()).build();
                }
                case Command.Txn txn -> txn(txn.request());
                case Command.Compact compact -> compact(compact.request().getRevision());
                case Command.LeaseGrant grant -> {
                    long id = grant.request().getID();
                    if (leases.containsKey(id)) {
                        throw new Refused(Rejection.LEASE_EXISTS);
                    }
                    leases.put(id, new Lease(grant.request().getTTL(), new TreeSet<>(ORDER)));
                    yield LeaseGrantResponse.newBuilder()
                            .setHeader(header())
                            .setID(id)
                            .setTTL(grant.request().getTTL())
                            .build();
                }
                case Command.LeaseRevoke revoke -> {
                    if (!end(revoke.request().getID())) {
                        throw new Refused(Rejection.LEASE_NOT_FOUND);
                    }
                    yield LeaseRevokeResponse.newBuilder().setHeader(header()).build();
                }
                case Command.LeaseExpire expire -> {
                    if (expire.term() != term) {
                        throw new Refused(Rejection.STALE_TERM);
                    }
                    expire.ids().forEach(this::end);
                    yield LeaseRevokeResponse.newBuilder().setHeader(header()).build();
                }
                case Command.Alarm alarm -> alarm(alarm.request());
                default -> throw new IllegalStateException("the model does not know " + command);
            };
            return new Outcome.Applied(response);
        } catch (Refused e) {
            making.clear();
            return new Outcome.Rejected(e.reason);
        }
    }

    private ResponseHeader header() {
        return ResponseHeader.newBuilder().setRevision(revision).build();
    }

    private void guard(Command command) throws Refused {
        boolean full = alarms.stream().anyMatch(alarm -> alarm.getAlarm() == AlarmType.NOSPACE);
        boolean grows = switch (command) {
            case Command.Put put -> true;
            case Command.LeaseGrant grant -> true;
            case Command.Txn txn ->
                txn.request().getSuccessList().stream().anyMatch(RequestOp::hasRequestPut)
                        || txn.request().getFailureList().stream().anyMatch(RequestOp::hasRequestPut);
            default -> false;
        };
        if (full && grows) {
            throw new Refused(Rejection.NO_SPACE);
        }
    }

    private void checkLease(PutRequest request) throws Refused {
        if (request.getLease() != 0 && !leases.containsKey(request.getLease())) {
            throw new Refused(Rejection.LEASE_NOT_FOUND);
        }
    }

    /** The newest record, with what the revision in the making has done. */
    private @Nullable KeyValue now(ByteString key) {
        for (var event : making.reversed()) {
            if (event.getKv().getKey().equals(key)) {
                return event.getType() == Event.EventType.DELETE ? null : event.getKv();
            }
        }
        return at(key, revision);
    }

    private @Nullable KeyValue at(ByteString key, long atRevision) {
        var versions = keys.get(key);
        if (versions != null) {
            for (var version : versions.reversed()) {
                if (version.revision <= atRevision) {
                    return version.record;
                }
            }
        }
        return null;
    }

    private PutResponse.Builder put(PutRequest request) {
        var key = request.getKey();
        var before = now(key);
        var record = KeyValue.newBuilder()
                .setKey(key)
                .setValue(request.getValue())
                .setLease(request.getLease())
                .setModRevision(revision + 1)
                .setCreateRevision(before == null ? revision + 1 : before.getCreateRevision())
                .setVersion(before == null ? 1 : before.getVersion() + 1);
        making.add(event(Event.EventType.PUT, record.build(), before));
        var response = PutResponse.newBuilder();
        if (request.getPrevKv() && before != null) {
            response.setPrevKv(before);
        }
        return response;
    }

    private static Event event(Event.EventType type, KeyValue record, @Nullable KeyValue before) {
        var event = Event.newBuilder().setType(type).setKv(record);
        if (before != null) {
            event.setPrevKv(before);
        }
        return event.build();
    }

    private boolean remove(ByteString key) {
        var before = now(key);
        if (before == null) {
            return false;
        }
        var gone =
                KeyValue.newBuilder().setKey(key).setModRevision(revision + 1).build();
        making.add(event(Event.EventType.DELETE, gone, before));
        return true;
    }

    static boolean contains(ByteString from, ByteString end, ByteString key) {
        return end.isEmpty() ? key.equals(from) : ORDER.compare(from, key) <= 0 && ORDER.compare(key, end) < 0;
    }

    private List<ByteString> known(ByteString from, ByteString end) {
        var found = new TreeSet<>(ORDER);
        keys.keySet().stream().filter(key -> contains(from, end, key)).forEach(found::add);
        making.stream()
                .map(event -> event.getKv().getKey())
                .filter(key -> contains(from, end, key))
                .forEach(found::add);
        return List.copyOf(found);
    }

    private DeleteRangeResponse.Builder delete(DeleteRangeRequest request) {
        var response = DeleteRangeResponse.newBuilder();
        long deleted = 0;
        for (var key : known(request.getKey(), request.getRangeEnd())) {
            var before = now(key);
            if (remove(key)) {
                deleted++;
                if (request.getPrevKv() && before != null) {
                    response.addPrevKvs(before);
                }
            }
        }
        return response.setDeleted(deleted);
    }

    private TxnResponse txn(TxnRequest request) throws Refused {
        boolean succeeded = request.getCompareList().stream().allMatch(this::holds);
        var ops = succeeded ? request.getSuccessList() : request.getFailureList();
        for (var op : ops) {
            if (op.hasRequestPut()) {
                checkLease(op.getRequestPut());
            }
        }
        var response = TxnResponse.newBuilder().setSucceeded(succeeded);
        for (var op : ops) {
            response.addResponses(
                    switch (op.getRequestCase()) {
                        case REQUEST_PUT -> ResponseOp.newBuilder().setResponsePut(put(op.getRequestPut()));
                        case REQUEST_DELETE_RANGE ->
                            ResponseOp.newBuilder().setResponseDeleteRange(delete(op.getRequestDeleteRange()));
                        case REQUEST_RANGE -> ResponseOp.newBuilder().setResponseRange(rangeNow(op.getRequestRange()));
                        default -> throw new IllegalStateException("the model does not know " + op);
                    });
        }
        seal();
        return response.setHeader(header()).build();
    }

    private RangeResponse rangeNow(RangeRequest request) {
        var response = RangeResponse.newBuilder();
        for (var key : known(request.getKey(), request.getRangeEnd())) {
            var record = now(key);
            if (record != null) {
                response.addKvs(record);
            }
        }
        return response.setCount(response.getKvsCount()).build();
    }

    private boolean holds(Compare compare) {
        var record = now(compare.getKey());
        int sign = switch (compare.getTarget()) {
            case MOD -> Long.compare(record == null ? 0 : record.getModRevision(), compare.getModRevision());
            case VERSION -> Long.compare(record == null ? 0 : record.getVersion(), compare.getVersion());
            case CREATE -> Long.compare(record == null ? 0 : record.getCreateRevision(), compare.getCreateRevision());
            default -> throw new IllegalStateException("the model does not compare by " + compare.getTarget());
        };
        return switch (compare.getResult()) {
            case EQUAL -> sign == 0;
            case GREATER -> sign > 0;
            case LESS -> sign < 0;
            case NOT_EQUAL -> sign != 0;
            case UNRECOGNIZED -> false;
        };
    }

    private void seal() {
        if (making.isEmpty()) {
            return;
        }
        revision++;
        for (var event : making) {
            var key = event.getKv().getKey();
            boolean gone = event.getType() == Event.EventType.DELETE;
            var before = leases.get(event.getPrevKv().getLease());
            if (before != null) {
                before.keys.remove(key);
            }
            var after = gone ? null : leases.get(event.getKv().getLease());
            if (after != null) {
                after.keys.add(key);
            }
            keys.computeIfAbsent(key, fresh -> new ArrayList<>())
                    .add(new Version(revision, gone ? null : event.getKv()));
        }
        history.add(List.copyOf(making));
        making = new ArrayList<>();
    }

    private boolean end(long id) {
        var lease = leases.get(id);
        if (lease == null) {
            return false;
        }
        List.copyOf(lease.keys).forEach(this::remove);
        seal();
        leases.remove(id);
        return true;
    }

    private Message compact(long to) throws Refused {
        if (to <= compactRevision) {
            throw new Refused(Rejection.COMPACTED);
        }
        if (to > revision) {
            throw new Refused(Rejection.FUTURE_REVISION);
        }
        compactRevision = to;
        return CompactionResponse.newBuilder().setHeader(header()).build();
    }

    private Message alarm(AlarmRequest request) {
        var member = AlarmMember.newBuilder()
                .setMemberID(request.getMemberID())
                .setAlarm(request.getAlarm())
                .build();
        var response = AlarmResponse.newBuilder();
        var changed = new ArrayList<>(alarms);
        if (request.getAction() == AlarmRequest.AlarmAction.ACTIVATE) {
            if (!changed.contains(member)) {
                changed.add(member);
            }
            response.addAlarms(member);
        } else if (changed.remove(member)) {
            response.addAlarms(member);
        }
        alarms = List.copyOf(changed);
        return response.setHeader(header()).build();
    }

    /** The keys of a range as of a revision that there has been. */
    List<KeyValue> range(ByteString from, ByteString end, long atRevision) {
        var found = new ArrayList<KeyValue>();
        for (var key : known(from, end)) {
            var record = at(key, atRevision);
            if (record != null) {
                found.add(record);
            }
        }
        return found;
    }
}
