package io.jukung.chaos.sim.store;

import com.google.protobuf.ByteString;
import io.jukung.chaos.sim.Situation;
import io.jukung.chaos.sim.kernel.Machine;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseGrantResponse;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.LeaseRevokeResponse;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.PutResponse;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.proto.store.v1.LeaseReply;
import io.jukung.store.apply.Command;
import io.jukung.store.mvcc.Rejection;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Grants a lease, attaches keys, keeps it alive for a while, often in the last moment, then revokes it or lets it expire. */
final class LeaseClient {

    private static final int ROUNDS = 2;

    private final StoreWorld world;
    private final Machine machine;
    private final Writes writes;
    private final SplittableRandom random;
    private final String prefix;
    private long lease;
    private long ttlSeconds;
    private int renewals;
    private int electionsAtRenewal;
    private int rounds;

    LeaseClient(StoreWorld world) {
        this.world = world;
        machine = world.newClient();
        writes = new Writes(world, machine);
        random = world.kernel().random().split();
        prefix = "l" + machine.id() + "-";
    }

    boolean isDone() {
        return rounds >= ROUNDS;
    }

    Writes writes() {
        return writes;
    }

    void start() {
        machine.after(world.kernel().around(TimeUnit.MILLISECONDS.toNanos(300)), this::grant);
    }

    /** A watcher or reader that sees a leased key deleted may take it for the end of the lease. */
    static Consumer<Event> deletionsSeen(StoreWorld world) {
        return event -> {
            long id = event.getPrevKv().getLease();
            if (event.getType() == Event.EventType.DELETE
                    && id != 0
                    && world.truth().leases().hasEnded(id)) {
                world.truth().leases().knownEnded(id);
            }
        };
    }

    private void roundDone() {
        rounds++;
        if (rounds < ROUNDS) {
            start();
        }
    }

    private void grant() {
        long least = (world.plan().raft().electionTimeout() * 3 / 2 + 999_999_999) / 1_000_000_000;
        long wanted = least + random.nextInt(3);
        long fresh = random.nextLong(1, Long.MAX_VALUE);
        long asked = world.kernel().now();
        writes.send(
                world.anyMember(),
                id -> new Command.LeaseGrant(
                        id,
                        LeaseGrantRequest.newBuilder()
                                .setID(fresh)
                                .setTTL(wanted)
                                .build()),
                LeaseGrantResponse.class,
                response -> response.getHeader().getRevision(),
                end -> {
                    if (!(end instanceof Writes.End.Done<LeaseGrantResponse> done)) {
                        roundDone();
                        return;
                    }
                    lease = done.response().getID();
                    ttlSeconds = done.response().getTTL();
                    world.truth().leases().promised(lease, asked, ttlSeconds);
                    renewals = random.nextInt(5);
                    electionsAtRenewal = world.elections();
                    attach(random.nextInt(3));
                });
    }

    private void attach(int more) {
        var key = ByteString.copyFromUtf8(prefix + more);
        writes.send(
                world.anyMember(),
                id -> new Command.Put(
                        id,
                        PutRequest.newBuilder()
                                .setKey(key)
                                .setValue(ByteString.copyFromUtf8("v" + id))
                                .setLease(lease)
                                .build()),
                PutResponse.class,
                response -> response.getHeader().getRevision(),
                end -> {
                    if (end instanceof Writes.End.Refused<PutResponse>(Rejection reason)
                            && reason == Rejection.LEASE_NOT_FOUND) {
                        world.truth().leases().denied(lease);
                        roundDone();
                    } else if (more > 0) {
                        attach(more - 1);
                    } else {
                        pause();
                    }
                });
    }

    private void pause() {
        double share = random.nextInt(2) == 0 ? 0.9 + random.nextDouble() * 0.3 : random.nextDouble() * 0.8;
        machine.after((long) (share * TimeUnit.SECONDS.toNanos(ttlSeconds)), () -> {
            if (renewals-- > 0) {
                keepAlive();
            } else if (random.nextInt(3) == 0) {
                revoke();
            } else {
                roundDone();
            }
        });
    }

    private void keepAlive() {
        long asked = world.kernel().now();
        long id = lease;
        world.<LeaseReply>call(
                machine,
                world.anyMember(),
                world.plan().raft().electionTimeout() * 6,
                process -> process.keepAlive(id),
                (reply, failure) -> renewed(id, asked, reply));
    }

    private void renewed(long id, long asked, @Nullable LeaseReply reply) {
        if (reply == null) {
            pause();
        } else if (reply.getState() == LeaseReply.State.ALIVE) {
            world.kernel().trace("c%d lease %x lives", machine.id(), id);
            world.truth().leases().promised(id, asked, reply.getTtlSeconds());
            if (world.elections() > electionsAtRenewal) {
                world.situations().met(Situation.KEEP_ALIVE_ACROSS_LEADER_CHANGE);
                electionsAtRenewal = world.elections();
            }
            pause();
        } else {
            world.kernel().trace("c%d lease %x is said to be no more", machine.id(), id);
            world.situations().met(Situation.EXPIRY_RACED_KEEP_ALIVE);
            world.truth().leases().denied(id);
            askTheDead(id, 3);
        }
    }

    private void revoke() {
        long id = lease;
        writes.send(
                world.anyMember(),
                request -> new Command.LeaseRevoke(
                        request, LeaseRevokeRequest.newBuilder().setID(id).build()),
                LeaseRevokeResponse.class,
                response -> response.getHeader().getRevision(),
                end -> {
                    if (end instanceof Writes.End.Done<LeaseRevokeResponse>) {
                        world.truth().leases().knownEnded(id);
                        keepAliveOnce(id, 1);
                        return;
                    }
                    roundDone();
                });
    }

    /** Whether it stays dead. */
    private void askTheDead(long id, int times) {
        if (times == 0) {
            roundDone();
        } else {
            machine.after(world.kernel().around(TimeUnit.MILLISECONDS.toNanos(300)), () -> keepAliveOnce(id, times));
        }
    }

    private void keepAliveOnce(long id, int times) {
        long asked = world.kernel().now();
        world.<LeaseReply>call(
                machine,
                world.anyMember(),
                world.plan().raft().electionTimeout() * 6,
                process -> process.keepAlive(id),
                (reply, failure) -> {
                    if (reply != null && reply.getState() == LeaseReply.State.ALIVE) {
                        world.truth().leases().promised(id, asked, reply.getTtlSeconds());
                    }
                    askTheDead(id, times - 1);
                });
    }
}
