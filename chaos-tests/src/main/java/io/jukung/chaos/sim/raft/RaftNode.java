package io.jukung.chaos.sim.raft;

import com.google.protobuf.UnsafeByteOperations;
import io.jukung.chaos.sim.kernel.Kernel;
import io.jukung.chaos.sim.kernel.Machine;
import io.jukung.store.replication.Configuration;
import io.jukung.store.replication.ProposalException;
import io.jukung.store.replication.ReplicatedLog;
import io.jukung.store.replication.StateMachine;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * One process' part in Raft, behind the port of the product's log. Elections happen at one moment: the candidate asks whom it
 * reaches and knows the result, which is an order of events that real messages may have too. Entries travel by messages.
 *
 * @param <R> what applying an entry gives
 */
public final class RaftNode<R> implements ReplicatedLog<R> {

    /** For so many election time-outs a leader goes on that hears of no majority. */
    private static final long LEADER_PATIENCE = 4;

    private final RaftGroup<R> group;
    private final Kernel kernel;
    private final Machine machine;
    private final RaftDisk disk;
    private final StateMachine<R> state;
    private final RaftTimes times;
    private final Followers followers;
    private final Applying<R> applying;

    private boolean leading;
    private long ownEntry;
    private long leader;
    private long heardFromLeader;
    private long patience;
    private boolean broadcastQueued;

    /** A process on what its disk has. */
    public RaftNode(RaftGroup<R> group, Machine machine, RaftDisk disk, StateMachine<R> state) {
        this.group = group;
        this.kernel = machine.kernel();
        this.machine = machine;
        this.disk = disk;
        this.state = state;
        this.times = group.times();
        this.followers = new Followers(group, machine.id());
        this.applying = new Applying<>(group, machine, disk, state, this::ownEntryApplied);
        resetPatience();
        group.joined(this);
    }

    long id() {
        return machine.id();
    }

    Machine machine() {
        return machine;
    }

    @Override
    public void start() {
        tick();
    }

    private void resetPatience() {
        heardFromLeader = kernel.now();
        patience = times.electionTimeout() + kernel.random().nextLong(times.electionTimeout());
    }

    private void tick() {
        if (leading) {
            if (!followers.majorityHeard(kernel.now() - LEADER_PATIENCE * times.electionTimeout())) {
                stepDown(disk.term());
                state.leadershipChanged();
            } else {
                broadcast();
            }
        } else if (kernel.now() - heardFromLeader > patience && !applying.isInstalling()) {
            campaign(false);
        }
        machine.after(times.heartbeat(), this::tick);
    }

    /** The leader of a term wishes that this member leads the next; one that still led an older term follows first. */
    private void campaignFor(long leadersTerm) {
        if (leadersTerm < disk.term()) {
            return;
        }
        stepDown(leadersTerm);
        campaign(true);
    }

    private void campaign(boolean atLeadersWish) {
        resetPatience();
        long term = disk.term() + 1;
        var asked = new ArrayList<RaftNode<R>>();
        for (long voter : group.voters()) {
            var other = group.node(voter);
            if (other != null
                    && other != this
                    && other.machine.isAwake()
                    && group.network().connected(id(), voter)
                    && group.network().connected(voter, id())
                    && (atLeadersWish || other.missesALeader())) {
                asked.add(other);
            }
        }
        // As with Raft's pre-vote: who could not win does not disturb the others.
        if (!group.isMajority(asked.size() + 1)) {
            return;
        }
        leader = 0;
        disk.vote(term, id());
        int votes = 1;
        for (var other : asked) {
            if (other.grants(term, id(), disk.termAt(disk.last()), disk.last())) {
                votes++;
            }
        }
        kernel.trace("m%d stands for term %d: %d votes", id(), term, votes);
        if (group.isMajority(votes)) {
            lead(term);
        }
    }

    private boolean missesALeader() {
        return !leading && kernel.now() - heardFromLeader >= times.electionTimeout();
    }

    private boolean grants(long term, long candidate, long lastTerm, long lastIndex) {
        if (term <= disk.term()) {
            return false;
        }
        stepDown(term);
        long mine = disk.termAt(disk.last());
        boolean complete = lastTerm > mine || (lastTerm == mine && lastIndex >= disk.last());
        if (complete || group.flaw() == RaftFlaw.VOTES_FOR_ANYBODY) {
            disk.vote(term, candidate);
            resetPatience();
            return true;
        }
        return false;
    }

    private void lead(long term) {
        leading = true;
        leader = id();
        followers.begin(disk.last() + 1, kernel.now());
        ownEntry = disk.last() + 1;
        kernel.trace("m%d leads term %d from entry %d", id(), term, ownEntry);
        group.listener().elected(id(), term);
        append(new Entry(term, ownEntry, com.google.protobuf.ByteString.EMPTY));
        broadcast();
    }

    /** Follows in a term; what was proposed here may be committed or not. */
    private void stepDown(long term) {
        if (term > disk.term()) {
            disk.vote(term, 0);
            leader = 0;
        }
        if (leading) {
            kernel.trace("m%d leads no longer, term %d", id(), disk.term());
            leading = false;
            leader = 0;
            resetPatience();
            applying.giveUpProposals();
            machine.after(1, state::leadershipChanged);
        }
    }

    @Override
    public CompletableFuture<R> propose(byte[] entry) {
        if (!leading) {
            return CompletableFuture.failedFuture(new ProposalException.NotLeader("not leader"));
        }
        var appended = new Entry(disk.term(), disk.last() + 1, UnsafeByteOperations.unsafeWrap(entry));
        var outcome = applying.expect(appended.index(), appended.term());
        kernel.trace("m%d proposes entry %d of term %d", id(), appended.index(), appended.term());
        append(appended);
        queueBroadcast();
        return outcome;
    }

    private void append(Entry entry) {
        disk.append(entry);
        machine.after(group.syncNanos(id()), () -> {
            disk.sync(entry);
            advanceCommit();
            applying.goOn();
        });
        if (group.flaw() == RaftFlaw.ACKNOWLEDGES_UNSYNCED) {
            advanceCommit();
        }
    }

    private void queueBroadcast() {
        if (!broadcastQueued) {
            broadcastQueued = true;
            machine.after(kernel.around(20_000), () -> {
                broadcastQueued = false;
                broadcast();
            });
        }
    }

    private void broadcast() {
        for (long voter : group.voters()) {
            if (leading && voter != id()) {
                send(voter);
            }
        }
    }

    private void send(long to) {
        var other = group.node(to);
        if (other == null) {
            return;
        }
        long next = followers.next(to);
        long term = disk.term();
        if (next < disk.first()) {
            long first = disk.first();
            group.network().datagram(id(), other.machine, () -> other.onSnapshotNeeded(id(), term, first));
            return;
        }
        var entries = next > disk.last() ? List.<Entry>of() : disk.from(next, times.batch());
        long previousTerm = disk.termAt(next - 1);
        long committed = applying.commit();
        group.network()
                .datagram(
                        id(),
                        other.machine,
                        () -> other.onAppend(id(), term, next - 1, previousTerm, entries, committed));
    }

    private boolean follows(long from, long term) {
        if (term < disk.term()) {
            answer(from, -1, false);
            return false;
        }
        if (term > disk.term() || leading) {
            stepDown(term);
        }
        if (leader != from) {
            leader = from;
            machine.after(1, state::leadershipChanged);
        }
        resetPatience();
        return true;
    }

    private void onAppend(
            long from, long term, long previous, long previousTerm, List<Entry> entries, long leaderCommit) {
        if (!follows(from, term) || applying.isInstalling()) {
            return;
        }
        if (previous > disk.last()) {
            answer(from, disk.last(), false);
            return;
        }
        if (previous >= disk.first() - 1 && disk.termAt(previous) != previousTerm) {
            answer(from, previous - 1, false);
            return;
        }
        for (var entry : entries) {
            if (entry.index() < disk.first()) {
                continue;
            }
            if (disk.has(entry.index())) {
                if (disk.get(entry.index()).term() == entry.term()) {
                    continue;
                }
                kernel.require(
                        entry.index() > applying.commit(),
                        "log safety",
                        "m%d is told to replace its committed entry %d of term %d by one of term %d",
                        id(),
                        entry.index(),
                        disk.get(entry.index()).term(),
                        entry.term());
                group.listener().overwritten(id(), entry.index());
                disk.cutFrom(entry.index());
            }
            append(entry);
        }
        long upTo = previous + entries.size();
        long answered = disk.term();
        Runnable acknowledge = () -> {
            if (disk.term() == answered && disk.last() >= upTo) {
                applying.commitUpTo(Math.min(leaderCommit, upTo));
                answer(from, upTo, true);
            }
        };
        if (group.flaw() == RaftFlaw.ACKNOWLEDGES_UNSYNCED || disk.synced() >= upTo) {
            acknowledge.run();
        } else {
            afterSync(upTo, acknowledge);
        }
    }

    private void afterSync(long index, Runnable then) {
        machine.after(group.syncNanos(id()), () -> {
            if (!disk.has(index)) {
                return;
            }
            if (disk.synced() >= index) {
                then.run();
            } else {
                afterSync(index, then);
            }
        });
    }

    /** Tells a leader how far this log goes on like its own, or where it might. */
    private void answer(long to, long index, boolean matches) {
        var other = group.node(to);
        long term = disk.term();
        if (other != null) {
            group.network().datagram(id(), other.machine, () -> other.onAnswer(id(), term, index, matches));
        }
    }

    private void onAnswer(long from, long term, long index, boolean matches) {
        if (term > disk.term()) {
            stepDown(term);
            return;
        }
        if (!leading || term != disk.term()) {
            return;
        }
        followers.heard(from, kernel.now());
        if (!matches) {
            followers.retreat(from, index + 1);
            send(from);
            return;
        }
        boolean more = followers.matched(from, index);
        advanceCommit();
        if (more && followers.next(from) <= disk.last()) {
            send(from);
        }
    }

    private void advanceCommit() {
        if (!leading) {
            return;
        }
        long mine = group.flaw() == RaftFlaw.ACKNOWLEDGES_UNSYNCED ? disk.last() : disk.synced();
        long agreed = group.flaw() == RaftFlaw.COMMITS_ALONE ? mine : followers.majority(mine);
        if (agreed > applying.commit() && disk.has(agreed) && disk.termAt(agreed) == disk.term()) {
            applying.commitUpTo(agreed);
            queueBroadcast();
        }
    }

    private void ownEntryApplied() {
        if (leads()) {
            state.leadershipChanged();
        }
    }

    private void onSnapshotNeeded(long from, long term, long firstThere) {
        if (!follows(from, term) || applying.isInstalling() || applying.applied() + 1 >= firstThere) {
            return;
        }
        kernel.trace("m%d needs a snapshot of m%d, whose log begins at %d", id(), from, firstThere);
        applying.install(from, this::resetPatience, index -> answer(from, index, disk.synced() >= index));
    }

    @Override
    public long term() {
        return disk.term();
    }

    @Override
    public boolean leads() {
        return leading && applying.applied() >= ownEntry;
    }

    @Override
    public long leader() {
        return leader;
    }

    @Override
    public long commitIndex() {
        return applying.commit();
    }

    @Override
    public void tellCommit(long member) {
        if (leading && member != id()) {
            send(member);
        }
    }

    @Override
    public long lastIndex() {
        return disk.last();
    }

    @Override
    public Configuration configuration() {
        return new Configuration(group.voters(), Set.of(), Set.of());
    }

    @Override
    public boolean isConfigurationCommitted() {
        return true;
    }

    @Override
    public CompletableFuture<Void> reconfigure(
            Configuration expected, Map<Long, InetSocketAddress> voters, Map<Long, InetSocketAddress> learners) {
        return CompletableFuture.failedFuture(new ProposalException.NotLeader("the members of a simulation are fixed"));
    }

    @Override
    public long matchIndex(long member) {
        return followers.match(member);
    }

    @Override
    public CompletableFuture<Void> release(long index) {
        disk.purge(Math.min(index, state.durable().index()));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> transferLeadership(long to, Duration timeout) {
        var other = group.node(to);
        if (leading && other != null) {
            long term = disk.term();
            group.network().send(id(), other.machine, () -> other.campaignFor(term));
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        leading = false;
    }
}
