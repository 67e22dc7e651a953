package io.jukung.store.migrate;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchGrpc;
import io.jukung.proto.etcd.WatchRequest;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.proto.etcd.mvcc.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All changes of a store, revision by revision, none left out: each revision has a change, so that a missing one is noticed.
 * Asks for the next response when the one before is taken: a slow consumer slows the sender, not the memory. A lost connection
 * is made again, for {@link #GIVE_UP}. One thread takes.
 */
public final class ChangeFeed implements AutoCloseable {

    private static final Duration GIVE_UP = Duration.ofMinutes(5);
    private static final ByteString EVERYTHING = ByteString.copyFrom(new byte[1]);
    /** A watch has no deadline: it is the login's that may pass. */
    private static final Set<Status.Code> PASSING = Set.of(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED);

    /**
     * What one revision changed, in order.
     *
     * @param events not empty
     */
    public record Revision(long revision, List<Event> events) {

        public Revision {
            events = List.copyOf(events);
        }
    }

    /** The history that was asked for is gone from the source. */
    public static final class CompactedException extends IOException {

        private static final long serialVersionUID = 1;

        CompactedException(long wanted, long compactRevision) {
            super("the source has compacted its history up to revision " + compactRevision + ", revision " + wanted
                    + " was not copied yet");
        }
    }

    private sealed interface Signal {
        record Answer(WatchResponse response) implements Signal {}

        record Ended(Throwable why) implements Signal {}
    }

    /** One call. */
    private static final class Stream implements ClientResponseObserver<WatchRequest, WatchResponse> {
        /** Holds one answer at a time, and the end. */
        private final LinkedBlockingQueue<Signal> received = new LinkedBlockingQueue<>();

        private @Nullable ClientCallStreamObserver<WatchRequest> call;

        Stream(Channel channel, long from) {
            WatchGrpc.newStub(channel).watch(this);
            call().onNext(WatchRequest.newBuilder()
                    .setCreateRequest(WatchCreateRequest.newBuilder()
                            .setKey(EVERYTHING)
                            .setRangeEnd(EVERYTHING)
                            .setStartRevision(from))
                    .build());
        }

        ClientCallStreamObserver<WatchRequest> call() {
            ClientCallStreamObserver<WatchRequest> opened = call;
            if (opened == null) {
                throw new IllegalStateException("the call was not started");
            }
            return opened;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
            call = stream;
            stream.disableAutoRequestWithInitial(1);
        }

        @Override
        public void onNext(WatchResponse response) {
            received.add(new Signal.Answer(response));
        }

        @Override
        public void onError(Throwable failure) {
            received.add(new Signal.Ended(failure));
        }

        @Override
        public void onCompleted() {
            received.add(new Signal.Ended(
                    Status.UNAVAILABLE.withDescription("it ended the watch").asRuntimeException()));
        }
    }

    private final SourceAccess access;
    private final Deque<Revision> ready = new ArrayDeque<>();
    private @Nullable Stream stream;
    private long next;
    private OptionalLong lostSince = OptionalLong.empty();

    ChangeFeed(SourceAccess access, long fromRevision) {
        this.access = access;
        next = fromRevision;
    }

    /**
     * The next revision; empty if none came in time.
     *
     * @throws CompactedException if the source has forgotten it
     * @throws IOException if the source is gone, or left one out
     */
    public Optional<Revision> take(Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (ready.isEmpty()) {
            Stream open = stream;
            if (open == null) {
                try {
                    stream = new Stream(access.channel(), next);
                } catch (StatusRuntimeException e) {
                    broken(e, deadline);
                    return Optional.empty();
                }
                continue;
            }
            Signal signal = open.received.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            switch (signal) {
                case null -> {
                    return Optional.empty();
                }
                case Signal.Answer(WatchResponse response) -> {
                    StatusRuntimeException refused = refusal(response);
                    if (refused != null && access.forgotten(refused)) {
                        close();
                        broken(refused, deadline);
                        return Optional.empty();
                    }
                    lostSince = OptionalLong.empty();
                    split(response);
                    open.call().request(1);
                }
                case Signal.Ended(Throwable why) -> {
                    close();
                    broken(why, deadline);
                    return Optional.empty();
                }
            }
        }
        Revision taken = ready.remove();
        if (taken.revision != next) {
            throw new IOException(
                    "the source left out revision " + next + ": after " + (next - 1) + " it sent " + taken.revision);
        }
        next++;
        return Optional.of(taken);
    }

    /**
     * Leaves the connection to be made again by the next {@link #take}, not before the deadline: the source may be starting.
     *
     * @throws IOException if that would not help, or has not for long
     */
    private void broken(Throwable why, long deadline) throws IOException, InterruptedException {
        boolean passing = why instanceof StatusRuntimeException failure
                && (PASSING.contains(failure.getStatus().getCode()) || access.forgotten(failure));
        long now = System.nanoTime();
        lostSince = OptionalLong.of(lostSince.orElse(now));
        if (!passing || now - lostSince.getAsLong() > GIVE_UP.toNanos()) {
            throw SourceStore.failed("Watch", why);
        }
        TimeUnit.NANOSECONDS.sleep(deadline - now);
    }

    /** Of a call, it comes as an error; of a watch as a text in an answer. */
    private static @Nullable StatusRuntimeException refusal(WatchResponse response) {
        String reason = response.getCancelReason();
        return response.getCanceled()
                ? Status.UNAUTHENTICATED
                        .withDescription(reason.substring(Math.max(0, reason.indexOf("etcdserver:"))))
                        .asRuntimeException()
                : null;
    }

    private void split(WatchResponse response) throws IOException {
        if (response.getCanceled()) {
            if (response.getCompactRevision() > 0) {
                throw new CompactedException(next, response.getCompactRevision());
            }
            throw new IOException("the source refused the watch: " + response.getCancelReason());
        }
        List<Event> events = new ArrayList<>();
        long revision = 0;
        for (Event event : response.getEventsList()) {
            long here = event.getKv().getModRevision();
            if (here != revision && !events.isEmpty()) {
                ready.add(new Revision(revision, events));
                events.clear();
            }
            revision = here;
            events.add(event);
        }
        if (!events.isEmpty()) {
            ready.add(new Revision(revision, events));
        }
    }

    @Override
    public void close() {
        Stream open = stream;
        if (open != null) {
            open.call().cancel("the copy has ended", null);
            stream = null;
        }
    }
}
