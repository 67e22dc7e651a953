package io.jukung.chaos.check;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.jukung.chaos.history.EventLog;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.CompactionResponse;
import io.jukung.proto.etcd.Compare;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.DeleteRangeResponse;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** etcd's KV in the plainest way, a copy of everything at each revision; apart from the checkers' model on purpose. */
public final class NaiveStore {

    public static final class Refusal extends RuntimeException {
        public Refusal(String text) {
            super(text);
        }
    }

    /** By revision, from 1. */
    private final List<TreeMap<String, KeyValue>> snapshots = new ArrayList<>();

    final List<EventLog.Entry> log = new ArrayList<>();
    private TreeMap<String, KeyValue> now = new TreeMap<>();
    private List<Event> events = new ArrayList<>();
    private long compacted = -1;
    /** A fault: reads what is compacted. */
    boolean servesCompacted;

    public NaiveStore() {
        snapshots.add(new TreeMap<>());
        snapshots.add(new TreeMap<>());
    }

    public List<EventLog.Entry> entries() {
        return log;
    }

    public long revision() {
        return snapshots.size() - 1L;
    }

    public Map<String, KeyValue> current() {
        return now;
    }

    /** As if nothing had happened since: for stores with faults. */
    void rewind(long revision) {
        while (revision() > revision) {
            snapshots.removeLast();
            log.removeLast();
        }
        now = new TreeMap<>(snapshots.getLast());
    }

    public Message apply(Message request, long nanos) {
        events = new ArrayList<>();
        var before = new TreeMap<>(now);
        try {
            var response = execute(request, before);
            commit(nanos);
            return response;
        } catch (Refusal e) {
            now = before;
            throw e;
        }
    }

    /** A read of what was at an older revision, with that one's header. */
    Message lagging(RangeRequest request, long revision) {
        return select(request, snapshots.get((int) revision), revision);
    }

    void commit(long nanos) {
        if (!events.isEmpty()) {
            snapshots.add(new TreeMap<>(now));
            log.add(new EventLog.Entry(revision(), nanos, events));
        }
    }

    public void expire(long lease, long nanos) {
        events = new ArrayList<>();
        for (var kv : List.copyOf(now.values())) {
            if (kv.getLease() == lease) {
                remove(kv);
            }
        }
        commit(nanos);
    }

    private long written() {
        return revision() + (events.isEmpty() ? 0 : 1);
    }

    private ResponseHeader header() {
        return ResponseHeader.newBuilder().setRevision(written()).setMemberId(7).build();
    }

    private Message execute(Message request, Map<String, KeyValue> before) {
        return switch (request) {
            case RangeRequest range -> range(range);
            case PutRequest put -> put(put);
            case DeleteRangeRequest delete -> delete(delete);
            case TxnRequest txn -> txn(txn, before).setHeader(header()).build();
            case CompactionRequest compaction -> compact(compaction);
            default -> throw new IllegalArgumentException(request.toString());
        };
    }

    private Message compact(CompactionRequest request) {
        if (request.getRevision() <= compacted) {
            throw new Refusal("etcdserver: mvcc: required revision has been compacted");
        }
        if (request.getRevision() > revision()) {
            throw new Refusal("etcdserver: mvcc: required revision is a future revision");
        }
        compacted = request.getRevision();
        return CompactionResponse.newBuilder().setHeader(header()).build();
    }

    private RangeResponse range(RangeRequest request) {
        if (request.getRevision() > written()) {
            throw new Refusal("etcdserver: mvcc: required revision is a future revision");
        }
        if (request.getRevision() > 0 && request.getRevision() < compacted && !servesCompacted) {
            throw new Refusal("etcdserver: mvcc: required revision has been compacted");
        }
        boolean old = request.getRevision() > 0 && request.getRevision() <= revision();
        return select(request, old ? snapshots.get((int) request.getRevision()) : now, written());
    }

    private RangeResponse select(RangeRequest request, Map<String, KeyValue> from, long revision) {
        var found = new ArrayList<KeyValue>();
        for (var entry : from.entrySet()) {
            if (in(entry.getKey(), request.getKey(), request.getRangeEnd())) {
                found.add(entry.getValue());
            }
        }
        var response = RangeResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setRevision(revision).setMemberId(7))
                .setCount(found.size());
        if (request.getCountOnly()) {
            return response.build();
        }
        for (var kv : found) {
            if (request.getMinModRevision() > 0 && kv.getModRevision() < request.getMinModRevision()) {
                continue;
            }
            if (request.getLimit() > 0 && response.getKvsCount() == request.getLimit()) {
                response.setMore(true);
                break;
            }
            response.addKvs(request.getKeysOnly() ? kv.toBuilder().clearValue().build() : kv);
        }
        return response.build();
    }

    private static boolean in(String key, ByteString from, ByteString end) {
        if (end.isEmpty()) {
            return key.equals(from.toStringUtf8());
        }
        boolean unbounded = end.size() == 1 && end.byteAt(0) == 0;
        return key.compareTo(from.toStringUtf8()) >= 0 && (unbounded || key.compareTo(end.toStringUtf8()) < 0);
    }

    private PutResponse put(PutRequest request) {
        var key = request.getKey().toStringUtf8();
        var old = now.get(key);
        if (old == null && (request.getIgnoreValue() || request.getIgnoreLease())) {
            throw new Refusal("etcdserver: key not found");
        }
        var kv = KeyValue.newBuilder()
                .setKey(request.getKey())
                .setValue(request.getIgnoreValue() ? old.getValue() : request.getValue())
                .setLease(request.getIgnoreLease() ? old.getLease() : request.getLease())
                .setModRevision(revision() + 1)
                .setCreateRevision(old == null ? revision() + 1 : old.getCreateRevision())
                .setVersion(old == null ? 1 : old.getVersion() + 1)
                .build();
        now.put(key, kv);
        var event = Event.newBuilder().setKv(kv);
        if (old != null) {
            event.setPrevKv(old);
        }
        events.add(event.build());
        var response = PutResponse.newBuilder().setHeader(header());
        if (request.getPrevKv() && old != null) {
            response.setPrevKv(old);
        }
        return response.build();
    }

    private void remove(KeyValue kv) {
        now.remove(kv.getKey().toStringUtf8());
        events.add(Event.newBuilder()
                .setType(Event.EventType.DELETE)
                .setKv(KeyValue.newBuilder().setKey(kv.getKey()).setModRevision(revision() + 1))
                .setPrevKv(kv)
                .build());
    }

    private DeleteRangeResponse delete(DeleteRangeRequest request) {
        var response = DeleteRangeResponse.newBuilder();
        for (var kv : List.copyOf(now.values())) {
            if (in(kv.getKey().toStringUtf8(), request.getKey(), request.getRangeEnd())) {
                remove(kv);
                response.setDeleted(response.getDeleted() + 1);
                if (request.getPrevKv()) {
                    response.addPrevKvs(kv);
                }
            }
        }
        return response.setHeader(header()).build();
    }

    private TxnResponse.Builder txn(TxnRequest request, Map<String, KeyValue> before) {
        boolean holds = true;
        for (var compare : request.getCompareList()) {
            var kv = before.getOrDefault(compare.getKey().toStringUtf8(), KeyValue.getDefaultInstance());
            holds &= switch (compare.getTarget()) {
                case MOD ->
                    compare.getResult() == Compare.CompareResult.LESS
                            ? kv.getModRevision() < compare.getModRevision()
                            : kv.getModRevision() == compare.getModRevision();
                case VALUE ->
                    kv.getKey().equals(compare.getKey()) && kv.getValue().equals(compare.getValue());
                default -> throw new IllegalArgumentException(compare.toString());
            };
        }
        var response = TxnResponse.newBuilder().setSucceeded(holds);
        for (RequestOp op : holds ? request.getSuccessList() : request.getFailureList()) {
            response.addResponses(
                    switch (op.getRequestCase()) {
                        case REQUEST_RANGE -> ResponseOp.newBuilder().setResponseRange(range(op.getRequestRange()));
                        case REQUEST_PUT -> ResponseOp.newBuilder().setResponsePut(put(op.getRequestPut()));
                        case REQUEST_DELETE_RANGE ->
                            ResponseOp.newBuilder().setResponseDeleteRange(delete(op.getRequestDeleteRange()));
                        case REQUEST_TXN -> ResponseOp.newBuilder().setResponseTxn(txn(op.getRequestTxn(), before));
                        case REQUEST_NOT_SET -> throw new IllegalArgumentException(op.toString());
                    });
        }
        return response;
    }
}
