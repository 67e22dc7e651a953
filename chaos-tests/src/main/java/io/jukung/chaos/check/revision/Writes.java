package io.jukung.chaos.check.revision;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.jukung.chaos.check.model.KeyRange;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.DeleteRangeResponse;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.PutResponse;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RequestOp;
import io.jukung.proto.etcd.ResponseOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import java.util.List;
import java.util.stream.Stream;

/** What a request may change, whichever branch of it is taken. */
public record Writes(List<PutRequest> puts, List<KeyRange> deletes) {

    public Writes {
        puts = List.copyOf(puts);
        deletes = List.copyOf(deletes);
    }

    /** A key and the value that was put: the mark by which a write is known again. */
    public record Mark(ByteString key, ByteString value) {}

    public static Writes of(Message request) {
        return new Writes(
                leaves(request)
                        .filter(PutRequest.class::isInstance)
                        .map(PutRequest.class::cast)
                        .toList(),
                leaves(request)
                        .filter(DeleteRangeRequest.class::isInstance)
                        .map(DeleteRangeRequest.class::cast)
                        .map(delete -> KeyRange.of(delete.getKey(), delete.getRangeEnd()))
                        .toList());
    }

    public boolean none() {
        return puts.isEmpty() && deletes.isEmpty();
    }

    public boolean mayDelete(ByteString key) {
        return deletes.stream().anyMatch(range -> range.contains(key));
    }

    /** Reads and writes of a request, of both branches and all depths. */
    private static Stream<Message> leaves(Message request) {
        return request instanceof TxnRequest txn
                ? Stream.concat(txn.getSuccessList().stream(), txn.getFailureList().stream())
                        .flatMap(op -> leaves(inner(op)))
                : Stream.of(request);
    }

    private static Message inner(RequestOp op) {
        return switch (op.getRequestCase()) {
            case REQUEST_RANGE -> op.getRequestRange();
            case REQUEST_PUT -> op.getRequestPut();
            case REQUEST_DELETE_RANGE -> op.getRequestDeleteRange();
            case REQUEST_TXN -> op.getRequestTxn();
            case REQUEST_NOT_SET -> op;
        };
    }

    /** Whether an answer says that something was changed, which takes a revision. */
    public static boolean changed(Message response) {
        return switch (response) {
            case PutResponse put -> true;
            case DeleteRangeResponse delete -> delete.getDeleted() > 0;
            case TxnResponse txn -> txn.getResponsesList().stream().anyMatch(Writes::changed);
            case ResponseOp op ->
                switch (op.getResponseCase()) {
                    case RESPONSE_PUT -> true;
                    case RESPONSE_DELETE_RANGE -> changed(op.getResponseDeleteRange());
                    case RESPONSE_TXN -> changed(op.getResponseTxn());
                    case RESPONSE_RANGE, RESPONSE_NOT_SET -> false;
                };
            default -> false;
        };
    }

    /** Whether it is answered from one member's state, which may lag. */
    public static boolean serializable(Message request) {
        return switch (request) {
            case RangeRequest range -> range.getSerializable();
            case TxnRequest txn ->
                txn.getSuccessCount() + txn.getFailureCount() > 0
                        && leaves(txn).allMatch(leaf -> leaf instanceof RangeRequest range && range.getSerializable());
            default -> false;
        };
    }
}
