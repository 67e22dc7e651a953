package io.jukung.chaos.check.cycles;

import com.google.protobuf.Message;
import io.jukung.chaos.check.cycles.RwRegister.Version;
import io.jukung.chaos.check.model.Answers;
import io.jukung.chaos.check.revision.Writes;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Call;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.ResponseOp;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * mod_revisions of versions, from the calls behind transactions: that of an answered write for what it wrote, that of a record
 * that was read for its value. A record belongs to a key if the store's key is the key's text, or ends with it after a slash.
 */
final class Revisions {

    private Revisions() {}

    static Map<Version, Long> of(List<Transaction> transactions, Map<Version, Transaction> writers) {
        var revisions = new HashMap<Version, Long>();
        for (var transaction : transactions) {
            for (var call : transaction.calls()) {
                if (call.result() instanceof Call.Result.Answered(var response)) {
                    if (transaction.ok() && Writes.changed(response)) {
                        long revision = Answers.revision(response);
                        transaction.micros().stream()
                                .filter(micro -> !micro.reads())
                                .forEach(micro -> revisions.put(new Version(micro.key(), micro.value()), revision));
                    }
                    records(response)
                            .forEach(kv -> transaction.micros().stream()
                                    .filter(micro -> micro.reads() && is(kv, micro.key(), micro.value()))
                                    .map(micro -> new Version(micro.key(), micro.value()))
                                    .filter(version -> others(writers.get(version), transaction))
                                    .forEach(version -> revisions.putIfAbsent(version, kv.getModRevision())));
                }
            }
        }
        return revisions;
    }

    private static boolean others(@Nullable Transaction writer, Transaction reader) {
        return writer != null && writer.number() != reader.number();
    }

    private static boolean is(KeyValue kv, Edn key, Edn value) {
        var name = kv.getKey().toStringUtf8();
        return (name.equals(text(key)) || name.endsWith("/" + text(key)))
                && kv.getValue().toStringUtf8().equals(text(value));
    }

    private static String text(Edn value) {
        return switch (value) {
            case Edn.Int(var number) -> Long.toString(number);
            case Edn.Text(var text) -> text;
            case Edn.Keyword(var name) -> name;
            default -> value.toString();
        };
    }

    private static Stream<KeyValue> records(Message response) {
        return switch (response) {
            case RangeResponse range -> range.getKvsList().stream();
            case TxnResponse txn -> txn.getResponsesList().stream().flatMap(Revisions::records);
            case ResponseOp op when op.hasResponseRange() -> op.getResponseRange().getKvsList().stream();
            case ResponseOp op when op.hasResponseTxn() -> records(op.getResponseTxn());
            default -> Stream.of();
        };
    }
}
