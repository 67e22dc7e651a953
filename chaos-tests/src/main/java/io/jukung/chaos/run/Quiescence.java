package io.jukung.chaos.run;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether a store rests that nobody writes to any more. Not at once: what a client gave up on may still be under way, from a member
 * to the leader or in a connection that was cut, and the kernel sends that again only after about as long as the cut lasted. So a
 * quiet period proves nothing, and what is seen of the members' states counts only if nothing has moved meanwhile.
 */
final class Quiescence {

    private final LongSupplier revision;
    private final Duration quiet;
    private final Duration patience;

    /**
     * Waits for nothing yet.
     *
     * @param revision the store's newest
     * @param quiet how long that must not move before members are looked at
     * @param patience how long it may take until it does not
     */
    Quiescence(LongSupplier revision, Duration quiet, Duration patience) {
        this.revision = revision;
        this.quiet = quiet;
        this.patience = patience;
    }

    /** What is to be seen of a store at a revision. */
    interface Look<T> {
        T at(long revision) throws InterruptedException;
    }

    /**
     * The last look.
     *
     * @param revision for which it was
     * @param later the revision after it: another one if the store did not rest in time
     */
    record Seen<T>(T found, long revision, long later) {

        boolean rests() {
            return revision == later;
        }
    }

    /** Looks until nothing has moved from before the quiet period until after the look, or time is up. */
    <T> Seen<T> look(Look<T> look) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        long before = revision.getAsLong();
        while (true) {
            Thread.sleep(quiet);
            long now = revision.getAsLong();
            boolean late = System.nanoTime() - end > 0;
            if (now == before || late) {
                var found = look.at(now);
                // Of one that moved in the quiet period before the last look, from there.
                var seen = new Seen<>(found, late ? before : now, revision.getAsLong());
                if (seen.rests() || late) {
                    return seen;
                }
                before = seen.later();
            } else {
                before = now;
            }
        }
    }
}
