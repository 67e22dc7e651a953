package io.jukung.store.watch;

import static io.jukung.store.apply.Requests.bytes;
import static io.jukung.store.apply.Requests.delete;

import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.Member;
import io.jukung.store.apply.Requests;
import io.jukung.store.mvcc.RevisionChanges;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A hub of watchers with small limits, over a state of its own, on a loop that the test turns by hand. */
final class HandTurnedHub {

    private static final WatchLimits SMALL = new WatchLimits(4, 1 << 20, 1 << 20, 400, 3, 1 << 20);

    private final Member member = new Member();
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private WatchHub hub = fresh();

    /** A client that reads while it is {@code ready}. */
    static final class Client implements WatchSink {
        private final List<WatchResponse> received = new ArrayList<>();
        boolean ready = true;

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void send(WatchResponse response) {
            received.add(response);
        }

        /** What came since the last call. */
        List<WatchResponse> take() {
            List<WatchResponse> taken = List.copyOf(received);
            received.clear();
            return taken;
        }

        List<String> events() {
            return take().stream()
                    .flatMap(response -> response.getEventsList().stream())
                    .map(HandTurnedHub::show)
                    .toList();
        }
    }

    private WatchHub fresh() {
        return new WatchHub(
                member.state(),
                revision -> ResponseHeader.newBuilder().setRevision(revision).build(),
                loop::add,
                SMALL);
    }

    /** Another hub over the same state, as after a restart: all so far is history. */
    void restart() {
        hub = fresh();
    }

    Member member() {
        return member;
    }

    void turn() {
        for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
            task.run();
        }
    }

    void apply(Command... commands) {
        publish(member.entry(commands).changes());
        turn();
    }

    /** Without a turn of the loop. */
    void publish(List<RevisionChanges> changes) {
        hub.publish(changes);
    }

    void put(String key, String value) {
        apply(new Command.Put(0, Requests.put(key, value)));
    }

    void remove(String key) {
        apply(new Command.DeleteRange(0, delete(key)));
    }

    void compacted() {
        hub.compacted();
    }

    void notifyProgress() {
        hub.notifyProgress();
    }

    WatchStream open(Client client, WatchCreateRequest.Builder... requests) {
        WatchStream stream = hub.open(client);
        for (WatchCreateRequest.Builder request : requests) {
            stream.create(request.build());
        }
        turn();
        return stream;
    }

    static WatchCreateRequest.Builder watch(String key, String end) {
        return WatchCreateRequest.newBuilder().setKey(bytes(key)).setRangeEnd(bytes(end));
    }

    static WatchCreateRequest.Builder watch(String key) {
        return watch(key, "");
    }

    /** {@code key=value@revision<value before}, with a minus and without a value where the key was deleted. */
    static String show(Event event) {
        String before = event.hasPrevKv() ? "<" + event.getPrevKv().getValue().toStringUtf8() : "";
        return (event.getType() == Event.EventType.PUT ? "" : "-")
                + event.getKv().getKey().toStringUtf8()
                + (event.getType() == Event.EventType.PUT
                        ? "=" + event.getKv().getValue().toStringUtf8()
                        : "")
                + "@" + event.getKv().getModRevision() + before;
    }
}
