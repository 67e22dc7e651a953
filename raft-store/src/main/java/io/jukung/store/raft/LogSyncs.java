package io.jukung.store.raft;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.apache.ratis.metrics.Timekeeper;

/**
 * How long the log's fsyncs take: the one thing asked of Ratis' metrics. Ratis makes these once for a process and knows members by
 * name, hence the map.
 */
final class LogSyncs {

    private static final String LOG_WORKER = "log_worker";
    private static final String SYNC_TIME = "syncTime";
    private static final Map<String, LongConsumer> LISTENERS = new ConcurrentHashMap<>();

    private LogSyncs() {}

    /** Tells {@code nanos} each fsync of a member's log, from when Ratis opens it. */
    static void listen(String peer, LongConsumer nanos) {
        LISTENERS.put(peer, nanos);
    }

    static void forget(String peer) {
        LISTENERS.remove(peer);
    }

    /** The timer of that name, if it is what is listened to; else {@code other}. */
    static Timekeeper timer(String component, String member, String name, Timekeeper other) {
        if (!LOG_WORKER.equals(component) || !SYNC_TIME.equals(name)) {
            return other;
        }
        var listener = LISTENERS.get(member.substring(0, Math.max(0, member.indexOf('@'))));
        if (listener == null) {
            return other;
        }
        return () -> {
            long begun = System.nanoTime();
            return () -> {
                long taken = System.nanoTime() - begun;
                listener.accept(taken);
                return taken;
            };
        };
    }
}
