package io.jukung.chaos.sim.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.jukung.chaos.sim.Situation;
import io.jukung.chaos.sim.Situations;
import io.jukung.chaos.sim.kernel.Kernel;
import io.jukung.proto.etcd.ResponseOp;
import io.jukung.proto.etcd.TxnResponse;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.Outcome;
import io.jukung.store.lease.LeaseEvent;
import io.jukung.store.member.AppliedEntry;
import io.jukung.store.mvcc.Rejection;
import io.jukung.store.mvcc.RevisionChanges;
import io.jukung.store.mvcc.StoreMark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What has happened, as seen by who sees all: the first member to apply an entry is held against the {@link Model}, each other
 * and each later life against the first.
 */
final class Truth {

    /** Members compare all that they hold after every so many entries. */
    private static final long FULL_COMPARISON = 16;

    private record Known(
            long term, List<Command> commands, StoreMark mark, List<Outcome> outcomes, List<RevisionChanges> changes) {}

    private final Kernel kernel;
    private final Situations situations;
    private final Model model = new Model();
    private final Map<Long, Known> entries = new HashMap<>();
    private final Map<Long, Long> hashes = new HashMap<>();
    private final Map<Long, Long> indexOfRequest = new HashMap<>();
    private final Set<Long> surelyNot = new HashSet<>();
    private final LeaseTruth leases;
    private long lastIndex = -1;
    private long observed = 1;

    Truth(Kernel kernel, Situations situations) {
        this.kernel = kernel;
        this.situations = situations;
        this.leases = new LeaseTruth(kernel);
    }

    Model model() {
        return model;
    }

    LeaseTruth leases() {
        return leases;
    }

    /** The newest revision any client has been told of. */
    long observed() {
        return observed;
    }

    void observe(long revision) {
        observed = Math.max(observed, revision);
    }

    /** A member has applied an entry. */
    void applied(long member, AppliedEntry applied) {
        var mark = applied.state().mark();
        var result = applied.result();
        var known = entries.get(mark.index());
        if (known == null) {
            kernel.require(
                    mark.index() > lastIndex,
                    "applied once",
                    "m%d applies entry %d, nobody did, but %d was applied",
                    member,
                    mark.index(),
                    lastIndex);
            lastIndex = mark.index();
            first(member, applied);
        } else {
            kernel.require(
                    known.term == mark.term() && known.commands.equals(applied.commands()),
                    "log safety",
                    "m%d has another entry %d than who applied it first: %s, not %s",
                    member,
                    mark.index(),
                    applied.commands(),
                    known.commands);
            kernel.require(
                    known.outcomes.equals(result.outcomes()) && known.changes.equals(result.changes()),
                    "members agree",
                    "entry %d %s: m%d has the outcome %s and changes %s, others have %s and %s",
                    mark.index(),
                    known.commands,
                    member,
                    result.outcomes(),
                    result.changes(),
                    known.outcomes,
                    known.changes);
            kernel.require(
                    known.mark.equals(mark),
                    "equal digests",
                    "after entry %d %s m%d is at %s, others were at %s",
                    mark.index(),
                    known.commands,
                    member,
                    mark,
                    known.mark);
        }
        if (mark.index() % FULL_COMPARISON == 0) {
            compareEverything(member, applied.state().freeze());
        }
    }

    /** Compares all that a member holds with what others held after the same entry. */
    void compareEverything(long member, io.jukung.store.apply.FrozenState frozen) {
        try (frozen) {
            long index = frozen.mark().index();
            long hash = frozen.hash(() -> {});
            Long theirs = hashes.putIfAbsent(index, hash);
            kernel.require(
                    theirs == null || theirs == hash,
                    "equal states",
                    "after entry %d m%d does not hold what others held: hash %x, not %x",
                    index,
                    member,
                    hash,
                    theirs == null ? hash : theirs);
        }
    }

    private void first(long member, AppliedEntry applied) {
        var mark = applied.state().mark();
        var result = applied.result();
        long before = model.revision();
        kernel.require(
                result.outcomes().size() == applied.commands().size(),
                "applied once",
                "m%d skipped entry %d, which nobody had applied",
                member,
                mark.index());
        for (int i = 0; i < applied.commands().size(); i++) {
            var command = applied.commands().get(i);
            var outcome = result.outcomes().get(i);
            note(command, outcome, mark);
            var expected = model.apply(command, mark.term());
            kernel.require(
                    plain(outcome).equals(plain(expected)),
                    "answers as the model",
                    "entry %d %s: m%d says %s, the model %s",
                    mark.index(),
                    command,
                    member,
                    outcome,
                    expected);
        }
        compareChanges(member, result.changes(), before);
        kernel.require(
                mark.revision() == model.revision() && mark.compactRevision() == model.compactRevision(),
                "revisions without gap",
                "after entry %d m%d is at %s, the model at revision %d, compacted %d",
                mark.index(),
                member,
                mark,
                model.revision(),
                model.compactRevision());
        for (var event : result.leaseEvents()) {
            if (event instanceof LeaseEvent.Ended ended) {
                leases.ended(ended.id(), applied.commands());
                situations.met(
                        applied.commands().stream().anyMatch(command -> command instanceof Command.LeaseExpire)
                                ? Situation.LEASE_EXPIRED
                                : Situation.LEASE_REVOKED);
            }
        }
        entries.put(
                mark.index(), new Known(mark.term(), applied.commands(), mark, result.outcomes(), result.changes()));
    }

    private void note(Command command, Outcome outcome, StoreMark mark) {
        if (command.requestId() != 0) {
            var twice = indexOfRequest.putIfAbsent(command.requestId(), mark.index());
            kernel.require(
                    twice == null,
                    "sent once",
                    "request %d is in the log twice, as entries %d and %d",
                    command.requestId(),
                    twice == null ? -1 : twice,
                    mark.index());
            kernel.require(
                    !surelyNot.contains(command.requestId()),
                    "refused is refused",
                    "request %d was said to have no effect, but is entry %d",
                    command.requestId(),
                    mark.index());
        }
        if (outcome instanceof Outcome.Rejected rejected) {
            if (rejected.reason() == Rejection.NO_SPACE) {
                situations.met(Situation.ALARM_REFUSED_WRITE);
            } else if (rejected.reason() == Rejection.STALE_TERM) {
                situations.met(Situation.EXPIRY_OF_DEPOSED_LEADER_REFUSED);
            }
        }
    }

    /** etcd fills the headers within a transaction's answer one way or another; nobody relies on it. */
    private static Outcome plain(Outcome outcome) {
        if (!(outcome instanceof Outcome.Applied applied) || !(applied.response() instanceof TxnResponse txn)) {
            return outcome;
        }
        var plain = txn.toBuilder().clearResponses();
        for (var op : txn.getResponsesList()) {
            plain.addResponses(
                    switch (op.getResponseCase()) {
                        case RESPONSE_PUT ->
                            ResponseOp.newBuilder()
                                    .setResponsePut(
                                            op.getResponsePut().toBuilder().clearHeader());
                        case RESPONSE_RANGE ->
                            ResponseOp.newBuilder()
                                    .setResponseRange(
                                            op.getResponseRange().toBuilder().clearHeader());
                        case RESPONSE_DELETE_RANGE ->
                            ResponseOp.newBuilder()
                                    .setResponseDeleteRange(op.getResponseDeleteRange().toBuilder()
                                            .clearHeader());
                        default -> op.toBuilder();
                    });
        }
        Message all = plain.build();
        return new Outcome.Applied(all);
    }

    private void compareChanges(long member, List<RevisionChanges> changes, long before) {
        long revision = before;
        for (var sealed : changes) {
            revision++;
            kernel.require(
                    sealed.revision() == revision && revision <= model.revision(),
                    "revisions without gap",
                    "m%d makes revision %d where %d is next",
                    member,
                    sealed.revision(),
                    revision);
            var expected = model.events(revision);
            var actual = new ArrayList<String>();
            var wanted = new ArrayList<String>();
            sealed.changes()
                    .forEach(change -> actual.add((change.deletion() ? "-" : "+") + change.record() + " before "
                            + change.previousRevision()));
            expected.forEach(event -> wanted.add((event.getType() == Event.EventType.DELETE ? "-" : "+") + event.getKv()
                    + " before " + event.getPrevKv().getModRevision()));
            kernel.require(
                    actual.equals(wanted),
                    "answers as the model",
                    "revision %d of m%d is %s, the model's %s",
                    revision,
                    member,
                    actual,
                    wanted);
        }
    }

    /** A client was told that its request has had no effect and never will. */
    void surelyNot(long requestId) {
        surelyNot.add(requestId);
        kernel.require(
                !indexOfRequest.containsKey(requestId),
                "refused is refused",
                "request %d was said to have no effect, but is entry %d",
                requestId,
                indexOfRequest.getOrDefault(requestId, -1L));
    }

    boolean isInLog(long requestId) {
        return indexOfRequest.containsKey(requestId);
    }

    /** A client was told that its request is done. */
    void acknowledged(long requestId, String what) {
        kernel.require(
                isInLog(requestId),
                "acknowledged is kept",
                "request %d (%s) was acknowledged, no member has it",
                requestId,
                what);
    }

    /** What a watcher of a range is to see of revisions, both inclusive. */
    List<Event> events(ByteString from, ByteString end, long first, long last) {
        var found = new ArrayList<Event>();
        for (long revision = Math.max(2, first); revision <= Math.min(last, model.revision()); revision++) {
            for (var event : model.events(revision)) {
                if (Model.contains(from, end, event.getKv().getKey())) {
                    found.add(event);
                }
            }
        }
        return found;
    }
}
