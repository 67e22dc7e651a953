package io.jukung.store.server;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.WatchGrpc;
import io.jukung.proto.etcd.WatchRequest;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.store.member.MemberState;
import io.jukung.store.member.StateGeneration;
import io.jukung.store.watch.WatchSink;
import io.jukung.store.watch.WatchStream;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** etcd's Watch service: one call is one stream of the hub. Responses leave on the hub's loop only. */
final class WatchService extends WatchGrpc.WatchImplBase {

    private final MemberState state;
    private final Executor loop;
    private final LeaderWatch leaderWatch;

    /**
     * Serves the hub of the state in use.
     *
     * @param loop the hub's
     */
    WatchService(MemberState state, Executor loop, LeaderWatch leaderWatch) {
        this.state = state;
        this.loop = loop;
        this.leaderWatch = leaderWatch;
    }

    @Override
    public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> observer) {
        var call = (ServerCallStreamObserver<WatchResponse>) observer;
        call.disableAutoRequest();
        var session = new Session(call, state.hold());
        session.open(LeaderRequired.KEY.get());
        return session;
    }

    private final class Session implements StreamObserver<WatchRequest>, WatchSink {

        private final ServerCallStreamObserver<WatchResponse> call;
        private final StateGeneration generation;
        private final WatchStream stream;
        private final Runnable onRetired = this::stateReplaced;
        private final Runnable onNoLeader = this::leaderLost;
        /** Both only on the loop. */
        private boolean ended;

        private boolean inboundWaits;

        Session(ServerCallStreamObserver<WatchResponse> call, StateGeneration generation) {
            this.call = call;
            this.generation = generation;
            this.stream = generation.hub().open(this);
        }

        void open(boolean requiresLeader) {
            call.setOnReadyHandler(() -> onLoop(this::ready));
            call.setOnCancelHandler(() -> onLoop(this::release));
            if (requiresLeader) {
                leaderWatch.add(onNoLeader);
            }
            // Watchers start over on the new state, from the revision after the last they saw.
            generation.onRetired(onRetired);
            call.request(1);
        }

        private void onLoop(Runnable action) {
            try {
                loop.execute(action);
            } catch (RejectedExecutionException e) {
                // The member has stopped, and the call with it.
            }
        }

        private void ready() {
            if (ended) {
                return;
            }
            if (inboundWaits) {
                inboundWaits = false;
                call.request(1);
            }
            stream.onReady();
        }

        @Override
        public boolean isReady() {
            return !ended && call.isReady();
        }

        @Override
        public void send(WatchResponse response) {
            if (ended) {
                return;
            }
            try {
                call.onNext(response);
            } catch (StatusRuntimeException gone) {
                release();
            }
        }

        @Override
        public void onNext(WatchRequest request) {
            switch (request.getRequestUnionCase()) {
                case CREATE_REQUEST -> stream.create(request.getCreateRequest());
                case CANCEL_REQUEST -> stream.cancel(request.getCancelRequest().getWatchId());
                case PROGRESS_REQUEST -> stream.requestProgress();
                case REQUESTUNION_NOT_SET -> {
                    // etcd ignores it too.
                }
            }
            // Answers are sent even to a client that does not read; so it may not ask for more than one.
            onLoop(() -> {
                if (call.isReady()) {
                    call.request(1);
                } else {
                    inboundWaits = true;
                }
            });
        }

        @Override
        public void onError(Throwable gone) {
            onLoop(this::release);
        }

        /** As etcd: who asks for no more watchers still has those he asked for. */
        @Override
        public void onCompleted() {}

        private void stateReplaced() {
            fail(EtcdError.LEADER_CHANGED);
        }

        private void leaderLost() {
            fail(EtcdError.NO_LEADER);
        }

        private void fail(EtcdError error) {
            onLoop(() -> {
                if (!ended) {
                    release();
                    call.onError(error.asException());
                }
            });
        }

        private void release() {
            if (ended) {
                return;
            }
            ended = true;
            stream.close();
            leaderWatch.remove(onNoLeader);
            generation.onLeft(onRetired);
            generation.close();
        }
    }
}
