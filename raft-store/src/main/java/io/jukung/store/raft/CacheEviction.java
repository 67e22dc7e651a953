package io.jukung.store.raft;

import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ratis' thread that drops old log entries from memory, of one member. Ratis (3.3.0) waits for its end holding the log's write
 * lock, which the thread may be waiting for at that moment: such a log never closes. So it has to end before.
 */
final class CacheEviction {

    private static final Logger LOG = LoggerFactory.getLogger(CacheEviction.class);

    /** As Ratis names it, behind the member. */
    private static final String THREAD = "-cacheEviction-AwaitToRun";
    /** What it does with the lock takes no time; it waits for those that append to the log. */
    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(5);

    private CacheEviction() {}

    /** Ends it; from then on the log keeps in memory what it has. Nothing happens where it has ended. */
    static void end(RaftGroupMemberId member) {
        var name = member + THREAD;
        for (var thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(name)) {
                end(thread);
            }
        }
    }

    private static void end(Thread eviction) {
        eviction.interrupt();
        try {
            eviction.join(PATIENCE_MILLIS);
            if (eviction.isAlive()) {
                LOG.warn("{} does not end", eviction.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
