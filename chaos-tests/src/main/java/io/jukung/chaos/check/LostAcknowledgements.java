package io.jukung.chaos.check;

import com.google.protobuf.Message;
import io.jukung.chaos.check.revision.Writes;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.ResponseOp;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.proto.etcd.mvcc.Event;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Every value whose put was acknowledged is in the event log, at whatever revision: trusts no revision. */
public final class LostAcknowledgements implements Checker {

    @Override
    public String name() {
        return "lost-acknowledgements";
    }

    @Override
    public Verdict check(Evidence evidence) {
        var findings = new Findings(name());
        if (evidence.events().isEmpty()) {
            findings.unknown("no witness watched");
            return findings.verdict();
        }
        var log = evidence.events().get();
        if (!log.complete()) {
            findings.unknown("the event log is not complete: " + log.gap());
        }
        Set<Writes.Mark> there = new HashSet<>();
        log.entries().stream()
                .flatMap(entry -> entry.events().stream())
                .filter(event -> event.getType() == Event.EventType.PUT)
                .forEach(event -> there.add(
                        new Writes.Mark(event.getKv().getKey(), event.getKv().getValue())));
        long acknowledged = 0;
        for (var attempt : Attempt.of(evidence.history())) {
            var puts = attempt.answer()
                    .map(answer -> puts(attempt.request(), answer))
                    .orElse(List.of());
            for (var put : puts) {
                acknowledged++;
                if (log.complete() && !there.contains(new Writes.Mark(put.getKey(), put.getValue()))) {
                    findings.violation(
                            "lost write",
                            attempt.said() + "\nThe event log never has " + Prose.of(put.getKey()) + "="
                                    + Prose.of(put.getValue()) + ".",
                            attempt.op());
                }
            }
        }
        findings.fact("acknowledged puts", acknowledged);
        return findings.verdict();
    }

    private static List<PutRequest> puts(Message request, Message answer) {
        var puts = new ArrayList<PutRequest>();
        collect(request, answer, puts);
        return puts;
    }

    /** Only those of branches that were taken. */
    private static void collect(Message request, Message answer, List<PutRequest> puts) {
        switch (request) {
            case PutRequest put when !put.getIgnoreValue() -> puts.add(put);
            case TxnRequest txn
            when answer instanceof TxnResponse told -> {
                var ops = told.getSucceeded() ? txn.getSuccessList() : txn.getFailureList();
                for (int i = 0; i < Math.min(ops.size(), told.getResponsesCount()); i++) {
                    if (ops.get(i).hasRequestPut()) {
                        collect(ops.get(i).getRequestPut(), told, puts);
                    } else if (ops.get(i).hasRequestTxn()) {
                        ResponseOp inner = told.getResponses(i);
                        collect(ops.get(i).getRequestTxn(), inner.getResponseTxn(), puts);
                    }
                }
            }
            default -> {}
        }
    }
}
