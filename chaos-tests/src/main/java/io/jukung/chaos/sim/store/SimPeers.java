package io.jukung.chaos.sim.store;

import io.jukung.chaos.sim.kernel.Kernel;
import io.jukung.chaos.sim.kernel.Machine;
import io.jukung.chaos.sim.kernel.Network;
import io.jukung.store.peer.PeerException;
import io.jukung.store.peer.PeerHandler;
import io.jukung.store.peer.PeerIdentity;
import io.jukung.store.peer.PeerMethod;
import io.jukung.store.peer.Peers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Calls between members over the simulated network: as with TCP, each at most once, and its reply may be lost. */
final class SimPeers implements Peers {

    /** Where a member answers. */
    record Callee(Machine machine, PeerHandler handler) {}

    private final PeerIdentity self;
    private final Machine machine;
    private final Network network;
    private final Map<Long, Callee> callees;

    /** @param callees by member; they come and go */
    SimPeers(PeerIdentity self, Machine machine, Network network, Map<Long, Callee> callees) {
        this.self = self;
        this.machine = machine;
        this.network = network;
        this.callees = callees;
    }

    @Override
    public PeerIdentity self() {
        return self;
    }

    @Override
    public CompletableFuture<byte[]> call(long member, PeerMethod method, byte[] request, Duration timeout) {
        var reply = new CompletableFuture<byte[]>();
        var callee = callees.get(member);
        if (callee == null || !callee.machine.isUp()) {
            machine.after(
                    network.delay(),
                    () -> reply.completeExceptionally(new PeerException.NotSent("connection refused")));
            return reply;
        }
        Kernel.Event late = machine.after(
                timeout.toNanos(), () -> reply.completeExceptionally(new PeerException.NoReply("no reply in time")));
        network.send(
                self.memberId(),
                callee.machine,
                () -> callee.handler
                        .handle(self.memberId(), method, request)
                        .whenComplete((bytes, failure) ->
                                network.send(member, machine, () -> settle(reply, late, bytes, failure))));
        return reply;
    }

    private static void settle(
            CompletableFuture<byte[]> reply, Kernel.Event late, byte @Nullable [] bytes, @Nullable Throwable failure) {
        late.cancel();
        if (bytes != null) {
            reply.complete(bytes);
        } else {
            reply.completeExceptionally(new PeerException.Refused(String.valueOf(failure)));
        }
    }
}
