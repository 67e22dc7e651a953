package io.jukung.chaos.sim.raft;

import io.jukung.chaos.sim.kernel.Kernel;
import io.jukung.chaos.sim.kernel.Machine;
import io.jukung.store.replication.LogPosition;
import io.jukung.store.replication.ProposalException;
import io.jukung.store.replication.StateMachine;
import java.util.ArrayList;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

/**
 * How what is committed becomes a member's state: entry by entry, or a snapshot of another's where its log begins too late.
 *
 * @param <R> what applying an entry gives
 */
final class Applying<R> {

    private record Proposal<R>(long term, CompletableFuture<R> outcome) {}

    private final RaftGroup<R> group;
    private final Kernel kernel;
    private final Machine machine;
    private final RaftDisk disk;
    private final StateMachine<R> state;
    private final RaftTimes times;
    private final Runnable ownEntryApplied;
    private final TreeMap<Long, Proposal<R>> proposals = new TreeMap<>();

    private long commit;
    private long applied;
    private boolean applying;
    private boolean installing;

    /**
     * Begins with what the state has.
     *
     * @param ownEntryApplied hears of an entry by which a leader begins its term
     */
    Applying(RaftGroup<R> group, Machine machine, RaftDisk disk, StateMachine<R> state, Runnable ownEntryApplied) {
        this.group = group;
        this.kernel = machine.kernel();
        this.machine = machine;
        this.disk = disk;
        this.state = state;
        this.times = group.times();
        this.ownEntryApplied = ownEntryApplied;
        var durable = state.durable();
        if (durable.index() > disk.last()) {
            disk.replaceUpTo(durable.index(), durable.term());
        }
        applied = durable.index();
        commit = applied;
    }

    long commit() {
        return commit;
    }

    long applied() {
        return applied;
    }

    /** Whether a snapshot is on its way: entries wait. */
    boolean isInstalling() {
        return installing;
    }

    void commitUpTo(long index) {
        commit = Math.max(commit, index);
        goOn();
    }

    /** What is to be completed once the entry is applied here. */
    CompletableFuture<R> expect(long index, long term) {
        var outcome = new CompletableFuture<R>();
        proposals.put(index, new Proposal<>(term, outcome));
        return outcome;
    }

    /** What was proposed here may be committed or not. */
    void giveUpProposals() {
        var given = new ArrayList<>(proposals.entrySet());
        proposals.clear();
        for (var proposal : given) {
            group.listener().ambiguous(machine.id(), proposal.getKey());
            proposal.getValue().outcome.completeExceptionally(new ProposalException.OutcomeUnknown("leads no longer"));
        }
    }

    private long applicable() {
        return group.flaw() == RaftFlaw.ACKNOWLEDGES_UNSYNCED
                ? Math.min(commit, disk.last())
                : Math.min(commit, disk.synced());
    }

    /** Applies what may be by now, one entry after the other. */
    void goOn() {
        if (applying || installing || applied >= applicable()) {
            return;
        }
        applying = true;
        machine.after(kernel.around(times.apply()), () -> {
            applying = false;
            if (!installing && applied < applicable()) {
                applyOne(disk.get(applied + 1));
            }
            goOn();
        });
    }

    private void applyOne(Entry entry) {
        var position = new LogPosition(entry.term(), entry.index());
        var proposal = proposals.remove(entry.index());
        applied = entry.index();
        kernel.trace("m%d applies entry %d of term %d", machine.id(), entry.index(), entry.term());
        if (entry.isOwn()) {
            state.applied(position);
            ownEntryApplied.run();
        } else {
            R result = state.apply(position, entry.bytes().toByteArray());
            state.applied(position);
            if (proposal != null && proposal.term == entry.term()) {
                proposal.outcome.complete(result);
            }
        }
        if (applied - disk.first() >= times.snapshotCount()) {
            state.persist();
            disk.purge(Math.min(applied, state.durable().index() - times.keptEntries()));
        }
    }

    /**
     * Fetches a member's state and goes on from it.
     *
     * @param installed hears up to where, if that was news
     */
    void install(long from, Runnable over, LongConsumer installed) {
        installing = true;
        state.fetchSnapshot(from).whenComplete((at, failure) -> {
            installing = false;
            over.run();
            if (at != null && at.index() > applied) {
                state.installSnapshot();
                var durable = state.durable();
                disk.replaceUpTo(durable.index(), durable.term());
                applied = durable.index();
                commit = Math.max(commit, applied);
                state.applied(durable);
                kernel.trace("m%d has the snapshot of m%d at %d", machine.id(), from, applied);
                group.listener().installed(machine.id(), applied);
                installed.accept(applied);
            } else if (at != null) {
                state.dropSnapshot();
            }
            goOn();
        });
    }
}
