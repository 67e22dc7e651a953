package io.jukung.cli.kv;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.DeleteRangeResponse;
import io.jukung.proto.etcd.PutResponse;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.ResponseOp;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.proto.etcd.mvcc.Event.EventType;
import io.jukung.proto.etcd.mvcc.KeyValue;
import java.util.LinkedHashMap;

/** Records and their changes in each format. */
final class KeyAnswers {

    private KeyAnswers() {}

    /** In the simple format a line for the key and one for the value. */
    private static void pair(Answer.Lines lines, KeyValue pair, Printer printer, boolean valueOnly) {
        if (!valueOnly) {
            lines.add(printer.shown(pair.getKey()));
        }
        lines.add(printer.shown(pair.getValue()));
    }

    static Answer range(RangeResponse answer, Printer printer, boolean valueOnly) {
        return Answer.of(answer, lines -> answer.getKvsList().forEach(pair -> pair(lines, pair, printer, valueOnly)))
                .withFields(fields -> {
                    fields.header(answer.getHeader());
                    answer.getKvsList().forEach(pair -> fields.pair("", pair));
                    fields.plain("More", Boolean.toString(answer.getMore())).number("Count", answer.getCount());
                });
    }

    static Answer put(PutResponse answer, Printer printer) {
        return Answer.of(answer, lines -> {
                    lines.add("OK");
                    if (answer.hasPrevKv()) {
                        pair(lines, answer.getPrevKv(), printer, false);
                    }
                })
                .withFields(fields -> {
                    fields.header(answer.getHeader());
                    if (answer.hasPrevKv()) {
                        fields.pair("Prev", answer.getPrevKv());
                    }
                });
    }

    static Answer delete(DeleteRangeResponse answer, Printer printer) {
        return Answer.of(answer, lines -> {
                    lines.add(Long.toString(answer.getDeleted()));
                    answer.getPrevKvsList().forEach(pair -> pair(lines, pair, printer, false));
                })
                .withFields(fields -> {
                    fields.header(answer.getHeader()).number("Deleted", answer.getDeleted());
                    answer.getPrevKvsList().forEach(pair -> fields.pair("Prev", pair));
                });
    }

    static Answer txn(TxnResponse answer, Printer printer) {
        return Answer.of(answer, lines -> {
                    lines.add(answer.getSucceeded() ? "SUCCESS" : "FAILURE");
                    for (var each : answer.getResponsesList()) {
                        lines.add(ByteString.EMPTY);
                        of(each, printer).simple().accept(lines);
                    }
                })
                .withFields(fields -> {
                    fields.header(answer.getHeader()).plain("Succeeded", Boolean.toString(answer.getSucceeded()));
                    for (var each : answer.getResponsesList()) {
                        of(each, printer).fields().ifPresent(made -> made.accept(fields));
                    }
                });
    }

    private static Answer of(ResponseOp response, Printer printer) {
        return switch (response.getResponseCase()) {
            case RESPONSE_RANGE -> range(response.getResponseRange(), printer, false);
            case RESPONSE_PUT -> put(response.getResponsePut(), printer);
            case RESPONSE_DELETE_RANGE -> delete(response.getResponseDeleteRange(), printer);
            case RESPONSE_TXN -> txn(response.getResponseTxn(), printer);
            case RESPONSE_NOT_SET -> Answer.of(response, "\"\"");
        };
    }

    static Answer changes(WatchResponse answer, Printer printer) {
        return Answer.of(answer, lines -> {
                    for (var event : answer.getEventsList()) {
                        lines.add(event.getType().name());
                        if (event.hasPrevKv()) {
                            pair(lines, event.getPrevKv(), printer, false);
                        }
                        pair(lines, event.getKv(), printer, false);
                    }
                })
                // A struct of the client's, not the message.
                .withJson(() -> {
                    var json = new LinkedHashMap<String, Object>();
                    json.put("Header", GoJson.tree(answer.getHeader()));
                    json.put(
                            "Events",
                            answer.getEventsList().stream().map(GoJson::tree).toList());
                    json.put("CompactRevision", answer.getCompactRevision());
                    json.put("Canceled", answer.getCanceled());
                    json.put("Created", answer.getCreated());
                    return json;
                })
                .withFields(fields -> {
                    fields.header(answer.getHeader());
                    for (var event : answer.getEventsList()) {
                        fields.plain("Type", event.getType() == EventType.DELETE ? "DELETE" : "PUT");
                        if (event.hasPrevKv()) {
                            fields.pair("Prev", event.getPrevKv());
                        }
                        fields.pair("", event.getKv());
                    }
                });
    }
}
