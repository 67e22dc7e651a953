package io.jukung.store.integrity;

import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AlarmRequest.AlarmAction;
import io.jukung.proto.etcd.AlarmType;
import io.jukung.proto.store.v1.FullHash;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.FrozenState;
import io.jukung.store.apply.StateHash;
import io.jukung.store.auth.Requester;
import io.jukung.store.member.AppliedEntry;
import io.jukung.store.member.MemberState;
import io.jukung.store.member.StateGeneration;
import io.jukung.store.storage.StorageFault;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hashes all of this member's state at the log entries that ask for it, one at a time, on a thread of its own that takes at
 * most a tenth of a processor.
 *
 * <p>The entry that asks is a command that every release knows and that changes nothing: it reads the CORRUPT alarms. So all
 * members hash the same moment, and one that does not know of this just goes on.
 */
final class FullHashes implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FullHashes.class);

    static final Command MARKER = new Command.Requested(
            Requester.MEMBER,
            new Command.Alarm(
                    0,
                    AlarmRequest.newBuilder()
                            .setAction(AlarmAction.GET)
                            .setAlarm(AlarmType.CORRUPT)
                            .build()));

    private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long REST_PER_WORK = 9;
    /** Looking at the clock costs more than most records do. */
    private static final int STEPS_PER_LOOK = 64;

    private static final long UNREADABLE = -1;
    private static final long CLOSING_MILLIS = 5000;

    private final MemberState state;
    private volatile @Nullable FullHash last;
    private volatile boolean closed;
    /** The applying thread's own, and read by who closes. */
    private volatile @Nullable Thread hashing;

    FullHashes(MemberState state) {
        this.state = state;
    }

    /** The newest; null: there is none yet. */
    @Nullable
    FullHash last() {
        return last;
    }

    /** On the applying thread: freezes the state if the entry asks for it. */
    void onApplied(AppliedEntry entry) {
        for (var command : entry.commands()) {
            if (isMarker(command)) {
                begin();
                return;
            }
        }
    }

    private void begin() {
        if (closed) {
            return;
        }
        var before = hashing;
        if (before != null && before.isAlive()) {
            return;
        }
        var held = state.hold();
        var frozen = held.state().freeze();
        hashing = Thread.ofPlatform().daemon().name("store-hash").start(() -> hash(held, frozen));
    }

    private static boolean isMarker(Command command) {
        return command.bare() instanceof Command.Alarm(long id, AlarmRequest request)
                && request.getAction() == AlarmAction.GET
                && request.getAlarm() == AlarmType.CORRUPT;
    }

    private void hash(StateGeneration held, FrozenState frozen) {
        long index = frozen.mark().index();
        long begun = System.nanoTime();
        try {
            report(index, frozen.hash(new Pace()));
            LOG.debug("the state at {} was hashed in {} ms", index, (System.nanoTime() - begun) / 1_000_000);
        } catch (CancellationException stopping) {
            // This member stops.
        } catch (StorageFault e) {
            // Damage has been reported where it was found.
            LOG.warn("the state at {} could not be hashed: {}", index, e.getMessage());
        } catch (RuntimeException e) {
            // A record is none, with its checksum right: that differs from what the others have, unless theirs is none
            // either.
            LOG.error("the state at {} could not be hashed", index, e);
            report(index, UNREADABLE);
        } finally {
            frozen.close();
            held.close();
        }
    }

    private void report(long index, long hash) {
        last = FullHash.newBuilder()
                .setFormat(StateHash.FORMAT)
                .setIndex(index)
                .setHash(hash)
                .build();
    }

    /** Works for a moment, rests for longer. */
    private final class Pace implements Runnable {
        private int steps;
        private long worked = System.nanoTime();

        @Override
        public void run() {
            if (++steps % STEPS_PER_LOOK != 0) {
                return;
            }
            if (closed) {
                throw new CancellationException();
            }
            long taken = System.nanoTime() - worked;
            if (taken > WORK_NANOS) {
                // A page that had to come from the disk is no work: it must not lengthen the rest for ever.
                LockSupport.parkNanos(REST_PER_WORK * Math.min(taken, 2 * WORK_NANOS));
                worked = System.nanoTime();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        var thread = hashing;
        if (thread == null) {
            return;
        }
        try {
            // It has the state open.
            thread.join(CLOSING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
