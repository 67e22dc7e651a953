package io.jukung.api.server.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jukung.api.server.chain.Authorizer;
import io.jukung.api.server.chain.Forbidden;
import io.jukung.api.server.status.Rejection;
import io.jukung.api.server.storage.Condition;
import io.jukung.api.server.storage.Fence;
import io.jukung.api.server.storage.Mutation;
import io.jukung.api.server.storage.ObjectStorage;
import io.jukung.api.server.storage.StoreEvent;
import io.jukung.api.server.storage.StoreException;
import io.jukung.proto.api.v1.CampaignRequest;
import io.jukung.proto.api.v1.CampaignResponse;
import io.jukung.proto.api.v1.ElectionsGrpc;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaders by a key bound to a store lease. Whoever creates the key leads until it renews no more; the
 * key's create revision is the fence on all it writes.
 *
 * <pre>
 *   campaign ── key absent: create it ──▶ leading ── renewals ──▶ keep the lease alive
 *       │                                   └── stream ends, or lease gone ──▶ lease revoked, stream ended
 *       └──── key there: watch it until it goes, try again
 * </pre>
 */
final class ElectionsService extends ElectionsGrpc.ElectionsImplBase {

    private static final Logger LOG = LoggerFactory.getLogger(ElectionsService.class);
    /**
     * How long the loops stand still after their leader died. Less would end a healthy leader's term whenever the store
     * changes its own leader (1 to 2 s) or a machine is busy; the store grants nothing below one and a half of its
     * election timeouts.
     */
    private static final long LEASE_SECONDS = 3;
    /** Shorter than the lease: a leader stops before another can begin. */
    private static final Duration VALID_FOR = Duration.ofMillis(2_700);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(300);

    private final ObjectStorage storage;
    private final Authorizer authorizer;
    private final ElectionMirror mirror;

    ElectionsService(ObjectStorage storage, Authorizer authorizer, ElectionMirror mirror) {
        this.storage = storage;
        this.authorizer = authorizer;
        this.mirror = mirror;
    }

    @Override
    public StreamObserver<CampaignRequest> campaign(StreamObserver<CampaignResponse> answers) {
        var attributes =
                new Authorizer.Attributes(Callers.current(), "campaign", "jukung.io", "elections", "", "", "", "");
        if (!authorizer.allows(attributes)) {
            answers.onError(GrpcErrors.translate(Forbidden.of(attributes)));
            return new Campaign((ServerCallStreamObserver<CampaignResponse>) answers, false);
        }
        return new Campaign((ServerCallStreamObserver<CampaignResponse>) answers, true);
    }

    private final class Campaign implements StreamObserver<CampaignRequest> {

        private final ServerCallStreamObserver<CampaignResponse> answers;
        private final boolean allowed;
        private final Object lock = new Object();
        private @Nullable Thread candidate;
        private String election = "";
        private String identity = "";
        private long lease;
        private long revision;
        private boolean over;

        Campaign(ServerCallStreamObserver<CampaignResponse> answers, boolean allowed) {
            this.answers = answers;
            this.allowed = allowed;
            answers.setOnCancelHandler(this::end);
        }

        @Override
        public void onNext(CampaignRequest request) {
            if (!allowed) {
                return;
            }
            synchronized (lock) {
                if (candidate == null) {
                    if (!request.getElection().matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?")
                            || request.getIdentity().isEmpty()) {
                        over = true;
                        answers.onError(GrpcErrors.translate(
                                Rejection.badRequest("election: a lower-case DNS label, and identity, must be given")));
                        return;
                    }
                    election = request.getElection();
                    identity = request.getIdentity();
                    candidate = Thread.ofVirtual()
                            .name("election " + election + " " + identity)
                            .start(this::stand);
                    return;
                }
            }
            renew();
        }

        private void renew() {
            long held;
            long at;
            synchronized (lock) {
                held = lease;
                at = revision;
            }
            if (at == 0) {
                return;
            }
            try {
                storage.keepAlive(held);
                tell(true, at, identity);
                mirror.renewed(election, identity, at);
            } catch (StoreException.LeaseNotFound e) {
                fail(Rejection.unavailable("election " + election + " is lost: the lease expired"));
            } catch (StoreException e) {
                // Not answered: the leader's own time runs on, and the next renewal may get through.
                LOG.info("election {}: renewal of {} failed: {}", election, identity, e.getMessage());
            }
        }

        /** Tries until it leads or is over. */
        private void stand() {
            while (!isOver()) {
                try {
                    if (lead()) {
                        return;
                    }
                } catch (StoreException e) {
                    LOG.info("election {}: {}; trying again", election, e.getMessage());
                    try {
                        Thread.sleep(PAUSE_AFTER_FAILURE);
                    } catch (InterruptedException interrupted) {
                        return;
                    }
                } catch (InterruptedException e) {
                    return; // end() interrupts
                }
            }
        }

        private boolean lead() throws InterruptedException {
            var key = Fence.key(election);
            long granted = storage.grantLease(LEASE_SECONDS);
            synchronized (lock) {
                // Known before it is used: should the end come in between, it takes the key with it.
                lease = granted;
            }
            if (isOver()) {
                storage.revokeLease(granted);
                return true;
            }
            var result = storage.transact(
                    List.of(Condition.absent(key)),
                    List.of(new Mutation.Put(key, identity.getBytes(StandardCharsets.UTF_8), granted)));
            if (result.succeeded()) {
                synchronized (lock) {
                    if (!over) {
                        revision = result.revision();
                    }
                }
                if (isOver()) {
                    storage.revokeLease(granted);
                    return true;
                }
                LOG.info("election {}: {} leads from revision {}", election, identity, result.revision());
                tell(true, result.revision(), identity);
                mirror.renewed(election, identity, result.revision());
                return true;
            }
            synchronized (lock) {
                lease = 0;
            }
            storage.revokeLease(granted);
            var leader = result.present().get(key);
            if (leader != null) {
                tell(false, 0, new String(leader.value(), StandardCharsets.UTF_8));
                awaitEnd(key, result.revision() + 1);
            }
            return false;
        }

        private void awaitEnd(String key, long from) throws InterruptedException {
            try (var watch = storage.watch(key, from)) {
                while (!isOver()) {
                    for (var event : watch.take()) {
                        if (event instanceof StoreEvent.Delete(var deleted, var before, var at)
                                && deleted.equals(key)) {
                            return;
                        }
                    }
                }
            }
        }

        private void tell(boolean leading, long at, String leader) {
            synchronized (lock) {
                if (!over) {
                    answers.onNext(CampaignResponse.newBuilder()
                            .setLeading(leading)
                            .setRevision(at)
                            .setLeaderIdentity(leader)
                            .setValidForMillis(leading ? VALID_FOR.toMillis() : 0)
                            .build());
                }
            }
        }

        private void fail(Rejection why) {
            synchronized (lock) {
                if (!over) {
                    over = true;
                    answers.onError(GrpcErrors.translate(why));
                }
            }
        }

        private boolean isOver() {
            synchronized (lock) {
                return over;
            }
        }

        @Override
        public void onError(Throwable error) {
            end();
        }

        @Override
        public void onCompleted() {
            boolean first;
            synchronized (lock) {
                first = !over;
            }
            end();
            if (first) {
                answers.onCompleted();
            }
        }

        /** Gives leadership back at once, so that another need not wait for the lease's end. */
        private void end() {
            long held;
            Thread standing;
            synchronized (lock) {
                over = true;
                held = lease;
                lease = 0;
                standing = candidate;
            }
            if (standing != null) {
                standing.interrupt();
            }
            if (held != 0) {
                Thread.ofVirtual().name("resign " + election).start(() -> {
                    try {
                        storage.revokeLease(held);
                    } catch (StoreException e) {
                        LOG.info("election {}: the lease of {} runs out by itself", election, identity);
                    }
                });
            }
        }
    }
}
