package io.jukung.store.lease;

/**
 * A lease as all members know it.
 *
 * @param id not 0
 * @param ttlSeconds granted time to live
 * @param remainingSeconds what was left at the last checkpoint; 0: none was taken, so all of it
 */
public record Lease(long id, long ttlSeconds, long remainingSeconds) {

    public Lease {
        if (id == 0) {
            throw new IllegalArgumentException("a lease has the id 0; ids are chosen before a grant is proposed");
        }
    }

    /** Seconds it lives on if nobody knows when it was last kept alive. */
    public long secondsAfterLeaderChange() {
        return remainingSeconds > 0 ? remainingSeconds : ttlSeconds;
    }
}
