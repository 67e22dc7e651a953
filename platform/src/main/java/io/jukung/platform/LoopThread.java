package io.jukung.platform;

/** The thread of a loop that its owner ends. */
public final class LoopThread {

    private LoopThread() {}

    /**
     * Interrupts a thread and returns once it has ended; at once where it is the caller's own. The caller's own interrupts
     * do not cut the wait short: they are pending afterwards.
     */
    public static void end(Thread thread) {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive() && !Thread.currentThread().equals(thread)) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
