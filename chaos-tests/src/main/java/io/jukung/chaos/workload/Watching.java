package io.jukung.chaos.workload;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.jukung.chaos.history.WatchStream;
import io.jukung.chaos.history.WatchStream.Received;
import io.jukung.chaos.run.Clock;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchGrpc;
import io.jukung.proto.etcd.WatchProgressRequest;
import io.jukung.proto.etcd.WatchRequest;
import io.jukung.proto.etcd.WatchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One watch on a connection, being recorded. What comes after {@link #end} is not part of it. */
public final class Watching {

    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

    private final String watcher;
    private final String member;
    private final WatchCreateRequest request;
    private final Clock clock;
    private final long begun;
    private final ClientCall<WatchRequest, WatchResponse> call;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final List<Received> received = new ArrayList<>();
    private boolean over;
    private String reason = "";
    private long ended;
    /** All up to this revision was delivered: by events, or by a progress notification. */
    private long reached;

    private long compacted;
    private boolean fragments;

    /**
     * Opens it.
     *
     * @param requireLeader the server ends it when its member has no leader, instead of being silent
     */
    public Watching(
            io.grpc.Channel channel,
            Clock clock,
            String member,
            String watcher,
            WatchCreateRequest request,
            boolean requireLeader) {
        this.watcher = watcher;
        this.member = member;
        this.request = request;
        this.clock = clock;
        this.begun = clock.nanos();
        this.reached = request.getStartRevision() - 1;
        this.call = channel.newCall(WatchGrpc.getWatchMethod(), CallOptions.DEFAULT);
        var headers = new Metadata();
        if (requireLeader) {
            headers.put(HAS_LEADER, "true");
        }
        call.start(new Listener(), headers);
        call.request(Integer.MAX_VALUE);
        call.sendMessage(WatchRequest.newBuilder().setCreateRequest(request).build());
    }

    private final class Listener extends ClientCall.Listener<WatchResponse> {

        @Override
        public void onMessage(WatchResponse response) {
            lock.lock();
            try {
                if (over) {
                    return;
                }
                received.add(new Received(clock.nanos(), response));
                fragments = response.getFragment();
                if (response.getEventsCount() > 0) {
                    long revision = response.getEvents(response.getEventsCount() - 1)
                            .getKv()
                            .getModRevision();
                    // Of a revision in fragments there may be more to come.
                    reached = Math.max(reached, fragments ? revision - 1 : revision);
                } else if (response.getCreated()) {
                    // From now on: all until this revision was before.
                    if (request.getStartRevision() == 0 && !response.getCanceled()) {
                        reached = response.getHeader().getRevision();
                    }
                } else if (!response.getCanceled()) {
                    reached = Math.max(reached, response.getHeader().getRevision());
                }
                if (response.getCanceled()) {
                    compacted = response.getCompactRevision();
                    finish("cancelled");
                }
                news.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            lock.lock();
            try {
                finish(status.getCode().name());
            } finally {
                lock.unlock();
            }
        }
    }

    private void finish(String why) {
        if (!over) {
            over = true;
            reason = why;
            ended = clock.nanos();
            news.signalAll();
        }
    }

    /** Asks for a progress notification. */
    public void askProgress() {
        call.sendMessage(WatchRequest.newBuilder()
                .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                .build());
    }

    /** Waits until all up to a revision was delivered, it is over, or so long. Whether it was delivered. */
    public boolean await(long revision, Duration most) throws InterruptedException {
        long left = most.toNanos();
        lock.lockInterruptibly();
        try {
            while (reached < revision && !over && left > 0) {
                left = news.awaitNanos(left);
            }
            return reached >= revision;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #await}, and asks for progress from time to time. */
    public boolean awaitAsking(long revision, Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (true) {
            long left = end - System.nanoTime();
            if (left <= 0 || over()) {
                return reached() >= revision;
            }
            if (await(revision, Duration.ofNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(250))))) {
                return true;
            }
            askProgress();
        }
    }

    public boolean over() {
        lock.lock();
        try {
            return over;
        } finally {
            lock.unlock();
        }
    }

    /** How many responses it has had, without those that were taken. */
    public int responses() {
        lock.lock();
        try {
            return received.size();
        } finally {
            lock.unlock();
        }
    }

    /** All up to this revision was delivered. */
    public long reached() {
        lock.lock();
        try {
            return reached;
        } finally {
            lock.unlock();
        }
    }

    /** What the server said that it had compacted when it cancelled this; else 0. */
    public long compacted() {
        lock.lock();
        try {
            return compacted;
        } finally {
            lock.unlock();
        }
    }

    /** What came since the last time; it is not in the stream that {@link #end} gives, so that a long watch keeps nothing. */
    public List<Received> take() {
        lock.lock();
        try {
            var some = List.copyOf(received);
            received.clear();
            return some;
        } finally {
            lock.unlock();
        }
    }

    /** Leaves it, if it is not over. */
    public WatchStream end() {
        lock.lock();
        try {
            finish("closed");
        } finally {
            lock.unlock();
        }
        call.cancel("left", null);
        return new WatchStream(watcher, member, request, begun, received, ended, reason);
    }

    /** A request for all keys from one to another (exclusive); an empty end for just the one key. */
    public static WatchCreateRequest.Builder request(ByteString key, ByteString end, long start) {
        return WatchCreateRequest.newBuilder().setKey(key).setRangeEnd(end).setStartRevision(start);
    }
}
