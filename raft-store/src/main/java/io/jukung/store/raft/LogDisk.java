package io.jukung.store.raft;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.apache.ratis.metrics.Timekeeper;
import org.jspecify.annotations.Nullable;

/**
 * How the disk does that a member's log is on: how long its fsyncs take, and since when it has not answered. These are the only
 * things asked of Ratis' metrics. Ratis makes those once for a process and knows members by name, hence the map.
 */
final class LogDisk {

    private static final String LOG_WORKER = "log_worker";
    private static final String SYNC_TIME = "syncTime";
    /** Of the worker's tasks: each writes, syncs, or deletes a file. */
    private static final String TASK_TIME = "ExecutionTime";

    private static final long IDLE = 0;
    private static final Map<String, LogDisk> DISKS = new ConcurrentHashMap<>();

    /** When the task began that the one thread of the log is at. */
    private volatile long busySince = IDLE;

    private final Timekeeper.Context task = () -> {
        busySince = IDLE;
        return 0;
    };
    private final Timekeeper tasks = () -> {
        // Any other value than the one for none.
        busySince = System.nanoTime() | 1;
        return task;
    };
    private final Timekeeper syncs;

    private LogDisk(LongConsumer onSynced) {
        this.syncs = () -> {
            long begun = System.nanoTime();
            return () -> {
                long taken = System.nanoTime() - begun;
                onSynced.accept(taken);
                return taken;
            };
        };
    }

    /** Of a member's log, from when Ratis opens it: tells the nanoseconds of each fsync. */
    static LogDisk watch(String peer, LongConsumer onSynced) {
        var disk = new LogDisk(onSynced);
        DISKS.put(peer, disk);
        return disk;
    }

    static void forget(String peer) {
        DISKS.remove(peer);
    }

    /** For how long the disk has not answered, in nanoseconds; 0: it is not asked for anything. */
    long busyNanos() {
        long since = busySince;
        return since == IDLE ? 0 : Math.max(0, System.nanoTime() - since);
    }

    /** The timer of that name, if it is one that is looked at; else {@code other}. */
    static Timekeeper timer(String component, String member, String name, Timekeeper other) {
        var disk = LOG_WORKER.equals(component) ? of(member) : null;
        if (disk == null) {
            return other;
        }
        if (name.equals(SYNC_TIME)) {
            return disk.syncs;
        }
        return name.endsWith(TASK_TIME) ? disk.tasks : other;
    }

    private static @Nullable LogDisk of(String member) {
        return DISKS.get(member.substring(0, Math.max(0, member.indexOf('@'))));
    }
}
