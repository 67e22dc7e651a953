package io.jukung.store.server;

import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchGrpc;
import io.jukung.proto.etcd.WatchRequest;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.store.auth.AuthState;
import io.jukung.store.auth.Authorizer;
import io.jukung.store.auth.Requester;
import io.jukung.store.member.MemberState;
import io.jukung.store.member.StateGeneration;
import io.jukung.store.mvcc.KeyRange;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.watch.EventsResponse;
import io.jukung.store.watch.WatchSink;
import io.jukung.store.watch.WatchStream;
import io.jukung.store.wire.WireMessage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * etcd's Watch service: one call is one stream of the hub. Responses leave on the hub's loop only.
 *
 * <p>Whether a watcher may be is asked when it is created and, unlike in etcd, again whenever users or roles change: one whose
 * user lost the permission is cancelled with the reason it would not be created for.
 */
final class WatchService extends WatchGrpc.WatchImplBase {

    private final MemberState state;
    private final Executor loop;
    private final LeaderWatch leaderWatch;
    private final Identities identities;
    private final Set<Session<?>> sessions = ConcurrentHashMap.newKeySet();
    /** The applying thread's. */
    private AuthState seen;

    /**
     * Serves the hub of the state in use.
     *
     * @param loop the hub's
     */
    WatchService(MemberState state, Executor loop, LeaderWatch leaderWatch, Identities identities) {
        this.state = state;
        this.loop = loop;
        this.leaderWatch = leaderWatch;
        this.identities = identities;
        this.seen = state.peek().auth();
        state.onApplied(applied -> {
            var auth = applied.state().auth();
            if (auth != seen) {
                seen = auth;
                sessions.forEach(Session::recheck);
            }
        });
    }

    /** The service for connections: events that many watchers get are bytes they share. In the process, objects are passed on. */
    ServerServiceDefinition onWire() {
        ServerCallHandler<WatchRequest, WireMessage> watch =
                ServerCalls.asyncBidiStreamingCall(observer -> watch(observer, Form.ON_WIRE));
        return WireMarshaller.replace(bindService(), WireMarshaller.method(WatchGrpc.getWatchMethod(), watch));
    }

    @Override
    public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> observer) {
        return watch(observer, Form.MESSAGES);
    }

    /** What responses are sent as. */
    private record Form<T>(Function<WatchResponse, T> response, Function<EventsResponse, T> events) {
        static final Form<WireMessage> ON_WIRE = new Form<>(WireMarshaller::of, EventsResponse::onWire);
        static final Form<WatchResponse> MESSAGES = new Form<>(Function.identity(), EventsResponse::message);
    }

    private <T> StreamObserver<WatchRequest> watch(StreamObserver<T> observer, Form<T> form) {
        var call = (ServerCallStreamObserver<T>) observer;
        call.disableAutoRequest();
        var session = new Session<>(call, form, state.hold(), Caller.current());
        session.open(LeaderRequired.KEY.get());
        return session;
    }

    private final class Session<T> implements StreamObserver<WatchRequest>, WatchSink {

        private final ServerCallStreamObserver<T> call;
        private final Form<T> form;
        private final StateGeneration generation;
        private final Caller caller;
        private final WatchStream stream;
        private final Runnable onRetired = this::stateReplaced;
        private final Runnable onNoLeader = this::leaderLost;
        /** Both only on the loop. */
        private boolean ended;

        private boolean inboundWaits;
        /** Whose watchers these are, as of the last that was created. */
        private volatile Requester requester = Requester.ANONYMOUS;

        Session(ServerCallStreamObserver<T> call, Form<T> form, StateGeneration generation, Caller caller) {
            this.call = call;
            this.form = form;
            this.generation = generation;
            this.caller = caller;
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
            sessions.add(this);
            call.request(1);
        }

        private void create(WatchCreateRequest request) {
            identities.of(caller).whenComplete((known, failure) -> {
                if (known == null) {
                    stream.create(request, range -> Optional.of(EtcdError.INVALID_AUTH_TOKEN.goText()));
                } else {
                    requester = known;
                    stream.create(request, range -> refusal(known, range));
                }
                requestNext();
            });
        }

        private Optional<String> refusal(Requester by, KeyRange range) {
            try {
                new Authorizer(generation.state().auth(), by, lease -> List.of()).watch(range);
                return Optional.empty();
            } catch (RejectedException e) {
                return Optional.of(EtcdError.of(e.reason()).goText());
            }
        }

        /** By the permissions of now: that users and roles have changed is known. */
        void recheck() {
            long revision = generation.state().auth().revision();
            // Before authentication was switched on nobody looked at the name.
            var name = caller.commonName();
            var now = switch (requester) {
                case Requester.User user -> new Requester.User(user.name(), revision);
                case Requester.Anonymous nobody -> name == null ? nobody : new Requester.User(name, revision);
                case Requester.Member member -> member;
            };
            stream.recheck(range -> refusal(now, range));
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
            if (!ended) {
                sendNow(form.response.apply(response));
            }
        }

        @Override
        public void send(EventsResponse response) {
            if (!ended) {
                sendNow(form.events.apply(response));
            }
        }

        private void sendNow(T response) {
            try {
                call.onNext(response);
            } catch (StatusRuntimeException gone) {
                release();
            }
        }

        @Override
        public void onNext(WatchRequest request) {
            switch (request.getRequestUnionCase()) {
                case CREATE_REQUEST -> {
                    create(request.getCreateRequest());
                    return;
                }
                case CANCEL_REQUEST -> stream.cancel(request.getCancelRequest().getWatchId());
                case PROGRESS_REQUEST -> stream.requestProgress();
                case REQUESTUNION_NOT_SET -> {
                    // etcd ignores it too.
                }
            }
            requestNext();
        }

        private void requestNext() {
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
            sessions.remove(this);
            stream.close();
            leaderWatch.remove(onNoLeader);
            generation.onLeft(onRetired);
            generation.close();
        }
    }
}
