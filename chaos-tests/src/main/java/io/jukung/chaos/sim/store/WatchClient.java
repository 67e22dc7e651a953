package io.jukung.chaos.sim.store;

import com.google.protobuf.ByteString;
import io.jukung.chaos.sim.Situation;
import io.jukung.chaos.sim.kernel.Kernel;
import io.jukung.chaos.sim.kernel.Machine;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.proto.etcd.mvcc.Event;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches a range without ever losing its place: over broken connections, other members and compactions. What it is told must be
 * what happened: in order, once, whole revisions, nothing left out, and no progress before the events.
 */
final class WatchClient {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(3);

    private final StoreWorld world;
    private final Kernel kernel;
    private final Machine machine;
    private final SplittableRandom random;
    private final ByteString from;
    private final ByteString end;
    private final boolean previous;
    private final boolean deletions;
    /** The first revision it has not seen; 0: it wants those from now on. */
    private long cursor;

    private @Nullable WatchConnection connection;
    private @Nullable SimMember member;
    private Kernel.@Nullable Event patience;
    private boolean relisting;

    WatchClient(StoreWorld world) {
        this.world = world;
        kernel = world.kernel();
        machine = world.newClient();
        random = kernel.random().split();
        boolean one = random.nextInt(3) == 0;
        from = one ? ByteString.copyFromUtf8("k" + random.nextInt(world.plan().keys())) : KvClient.KEYS;
        end = one ? ByteString.EMPTY : ByteString.copyFromUtf8("m");
        previous = random.nextBoolean();
        deletions = random.nextInt(4) != 0;
        cursor = random.nextBoolean() ? 0 : 1;
    }

    void start() {
        machine.after(kernel.around(TimeUnit.MILLISECONDS.toNanos(200)), this::connect);
    }

    private void connect() {
        leave();
        var before = member;
        var chosen = world.anyMember();
        member = chosen;
        waitForSign();
        if (!chosen.machine().isUp()) {
            return;
        }
        if (before != null && before != chosen && cursor > 1) {
            world.situations().met(Situation.WATCH_RESUMED_ON_OTHER_MEMBER);
        }
        var request = WatchCreateRequest.newBuilder()
                .setKey(from)
                .setRangeEnd(end)
                .setPrevKv(previous)
                .setProgressNotify(true)
                .setStartRevision(cursor);
        if (!deletions) {
            request.addFilters(WatchCreateRequest.FilterType.NODELETE);
        }
        kernel.trace("w%d watches at m%d from %d", machine.id(), chosen.id(), cursor);
        connection = new WatchConnection(world, machine, chosen, request.build(), this::received, this::broken);
        if (random.nextInt(3) == 0) {
            var mine = connection;
            machine.after(kernel.around(TimeUnit.SECONDS.toNanos(3)), () -> {
                if (connection == mine) {
                    connect();
                }
            });
        }
    }

    private void leave() {
        var now = connection;
        connection = null;
        if (now != null) {
            now.leave();
        }
    }

    private void waitForSign() {
        if (patience != null) {
            patience.cancel();
        }
        patience = machine.after(PATIENCE, this::connect);
    }

    private void broken(WatchConnection which) {
        if (which == connection) {
            connection = null;
            machine.after(kernel.around(TimeUnit.MILLISECONDS.toNanos(50)), this::connect);
        }
    }

    private void received(WatchConnection which, WatchResponse response) {
        if (which != connection || relisting) {
            return;
        }
        waitForSign();
        long at = response.getHeader().getRevision();
        if (response.getCanceled()) {
            cancelled(response);
        } else if (response.getCreated()) {
            if (cursor == 0) {
                cursor = at + 1;
            }
        } else if (response.getEventsCount() == 0) {
            progressed(at);
        } else {
            told(response, at);
        }
    }

    private List<Event> expected(long last) {
        return world.truth().events(from, end, cursor, last).stream()
                .filter(event -> deletions || event.getType() == Event.EventType.PUT)
                .toList();
    }

    private void told(WatchResponse response, long at) {
        long last = response.getEvents(response.getEventsCount() - 1).getKv().getModRevision();
        kernel.trace("w%d is told %d events up to %d", machine.id(), response.getEventsCount(), last);
        var expected = expected(last);
        boolean same = expected.size() == response.getEventsCount();
        for (int i = 0; same && i < expected.size(); i++) {
            same = isSame(response.getEvents(i), expected.get(i));
        }
        kernel.require(
                same && at >= last,
                "watch equals history",
                "w%d, which had seen all before %d, is told by m%d at %d: %s; what happened: %s",
                machine.id(),
                cursor,
                response.getHeader().getMemberId(),
                at,
                response.getEventsList(),
                expected);
        cursor = last + 1;
        world.truth().observe(last);
        response.getEventsList().forEach(LeaseClient.deletionsSeen(world));
    }

    private boolean isSame(Event told, Event happened) {
        if (told.getType() != happened.getType() || !told.getKv().equals(happened.getKv())) {
            return false;
        }
        if (!told.hasPrevKv()) {
            return !previous
                    || !happened.hasPrevKv()
                    || happened.getKv().getModRevision() - 1
                            < world.truth().model().compactRevision();
        }
        return previous && told.getPrevKv().equals(happened.getPrevKv());
    }

    private void progressed(long at) {
        world.situations().met(Situation.PROGRESS_NOTIFIED);
        var missing = expected(at);
        kernel.require(
                missing.isEmpty() && at >= cursor - 1,
                "progress follows events",
                "w%d, which has seen all before %d, is told by m%d of progress to %d; not told of %s",
                machine.id(),
                cursor,
                member == null ? 0 : member.id(),
                at,
                missing);
        cursor = Math.max(cursor, at + 1);
    }

    private void cancelled(WatchResponse response) {
        long compacted = response.getCompactRevision();
        kernel.require(
                compacted > 0
                        && cursor < compacted
                        && compacted <= world.truth().model().compactRevision(),
                "cancelled for a reason",
                "w%d, which has seen all before %d, is cancelled: %s",
                machine.id(),
                cursor,
                response);
        leave();
        relisting = true;
        relist();
    }

    /** As every client of a compacted watch: reads all, and goes on from there. */
    private void relist() {
        world.<RangeResponse>call(
                machine,
                world.anyMember(),
                PATIENCE,
                process -> process.range(
                        RangeRequest.newBuilder().setKey(from).setRangeEnd(end).build(), world.flaw()),
                (listed, failure) -> {
                    if (listed == null) {
                        machine.after(kernel.around(TimeUnit.MILLISECONDS.toNanos(100)), this::relist);
                        return;
                    }
                    relisting = false;
                    cursor = listed.getHeader().getRevision() + 1;
                    world.situations().met(Situation.WATCH_RESUMED_ACROSS_COMPACTION);
                    connect();
                });
    }

    /** What it has not been told, once everything has been quiet for long. */
    List<Event> missing() {
        return cursor == 0 ? List.of() : expected(world.truth().model().revision());
    }

    long id() {
        return machine.id();
    }
}
