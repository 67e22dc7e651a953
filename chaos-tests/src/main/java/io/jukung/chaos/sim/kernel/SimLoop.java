package io.jukung.chaos.sim.kernel;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** A machine's event loop: one task at a time, in order, each a moment after the one before. */
public final class SimLoop implements Executor {

    private final Machine machine;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private long meanDelayNanos;
    private boolean scheduled;

    public SimLoop(Machine machine, long meanDelayNanos) {
        this.machine = machine;
        this.meanDelayNanos = meanDelayNanos;
    }

    /** Makes it slow, or quick again. */
    public void pace(long meanNanos) {
        meanDelayNanos = meanNanos;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        schedule();
    }

    private void schedule() {
        if (scheduled || tasks.isEmpty()) {
            return;
        }
        scheduled = true;
        machine.after(machine.kernel().around(meanDelayNanos), () -> {
            scheduled = false;
            var next = tasks.poll();
            try {
                if (next != null) {
                    next.run();
                }
            } finally {
                schedule();
            }
        });
    }
}
