package io.jukung.chaos.sim.store;

import io.jukung.chaos.sim.Situation;
import io.jukung.chaos.sim.Situations;
import io.jukung.chaos.sim.kernel.Kernel;
import io.jukung.chaos.sim.kernel.Machine;
import io.jukung.chaos.sim.kernel.Network;
import io.jukung.chaos.sim.raft.RaftFlaw;
import io.jukung.chaos.sim.raft.RaftGroup;
import io.jukung.chaos.sim.raft.RaftListener;
import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.store.apply.ApplyResult;
import io.jukung.store.apply.StoreState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Everything there is in a run of the store. */
final class StoreWorld implements RaftListener {

    static final long CLUSTER = 77;
    private static final long FIRST_CLIENT = 100;

    /** A request that never left, or whose answer did not come. */
    static final class CallFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final boolean sent;

        CallFailed(boolean sent) {
            super(sent ? "no answer" : "not sent", null, false, false);
            this.sent = sent;
        }

        boolean sent() {
            return sent;
        }
    }

    private final Kernel kernel;
    private final StorePlan plan;
    private final StoreFlaw flaw;
    private final Situations situations;
    private final Network network;
    private final Truth truth;
    private final RaftGroup<ApplyResult> raft;
    private final Map<Long, SimPeers.Callee> callees = new HashMap<>();
    private final List<SimMember> members = new ArrayList<>();
    private long lastClient = FIRST_CLIENT;
    private long lastRequest;
    private int elections;
    private boolean watchersSlow;

    StoreWorld(Kernel kernel, StorePlan plan, StoreFlaw flaw, RaftFlaw raftFlaw, Situations situations) {
        this.kernel = kernel;
        this.plan = plan;
        this.flaw = flaw;
        this.situations = situations;
        network = new Network(kernel, plan.networkNanos());
        truth = new Truth(kernel, situations);
        raft = new RaftGroup<>(
                kernel,
                network,
                plan.raft(),
                raftFlaw,
                LongStream.rangeClosed(1, plan.members()).boxed().collect(Collectors.toSet()),
                this);
        for (long id = 1; id <= plan.members(); id++) {
            members.add(new SimMember(this, id));
        }
    }

    Kernel kernel() {
        return kernel;
    }

    StorePlan plan() {
        return plan;
    }

    StoreFlaw flaw() {
        return flaw;
    }

    Situations situations() {
        return situations;
    }

    Network network() {
        return network;
    }

    Truth truth() {
        return truth;
    }

    RaftGroup<ApplyResult> raft() {
        return raft;
    }

    Map<Long, SimPeers.Callee> callees() {
        return callees;
    }

    List<SimMember> members() {
        return members;
    }

    SimMember anyMember() {
        return members.get(kernel.random().nextInt(members.size()));
    }

    @Nullable
    SimMember leader() {
        for (var member : members) {
            if (member.leads()) {
                return member;
            }
        }
        return null;
    }

    /** A machine for a client, which always runs. */
    Machine newClient() {
        var machine = new Machine(kernel, ++lastClient);
        machine.start();
        return machine;
    }

    long newRequest() {
        return ++lastRequest;
    }

    /** How often a leader was elected so far. */
    int elections() {
        return elections;
    }

    boolean watchersSlow() {
        return watchersSlow;
    }

    void setWatchersSlow(boolean slow) {
        watchersSlow = slow;
    }

    ResponseHeader header(long member, StoreState state, long revision) {
        return ResponseHeader.newBuilder()
                .setClusterId(CLUSTER)
                .setMemberId(member)
                .setRaftTerm(state.mark().term())
                .setRevision(revision)
                .build();
    }

    @Nullable
    SimStateDisk reachableDisk(long from, long to) {
        var source = members.get((int) from - 1);
        return source.machine().isAwake() && network.connected(from, to) && network.connected(to, from)
                ? source.stateDisk()
                : null;
    }

    /** Asks a member from a client's machine; {@code done} gets the answer or why there is none, once. */
    <T> void call(
            Machine client,
            SimMember member,
            long timeoutNanos,
            Function<StoreProcess, CompletableFuture<T>> work,
            BiConsumer<@Nullable T, @Nullable Throwable> done) {
        if (!member.machine().isUp()) {
            client.after(network.delay(), () -> done.accept(null, new CallFailed(false)));
            return;
        }
        var answered = new boolean[1];
        var late = client.after(timeoutNanos, () -> {
            answered[0] = true;
            done.accept(null, new CallFailed(true));
        });
        network.send(client.id(), member.machine(), () -> {
            var process = member.process();
            if (process == null) {
                return;
            }
            work.apply(process)
                    .whenComplete((result, failure) -> network.send(member.id(), client, () -> {
                        if (!answered[0]) {
                            late.cancel();
                            var cause = failure instanceof CompletionException && failure.getCause() != null
                                    ? failure.getCause()
                                    : failure;
                            done.accept(result, cause);
                        }
                    }));
        });
    }

    @Override
    public void elected(long member, long term) {
        if (++elections > 1) {
            situations.met(Situation.LEADER_CHANGED);
        }
    }

    @Override
    public void ambiguous(long member, long index) {
        kernel.trace("m%d gives up entry %d, which may be committed", member, index);
    }

    @Override
    public void installed(long member, long index) {
        situations.met(Situation.SNAPSHOT_INSTALLED);
        var process = members.get((int) member - 1).process();
        if (process != null) {
            try (var held = process.state().hold()) {
                truth.compareEverything(member, held.state().freeze());
            }
        }
    }

    @Override
    public void overwritten(long member, long index) {
        situations.met(Situation.UNCOMMITTED_ENTRIES_REPLACED);
    }
}
