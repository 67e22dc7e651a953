package io.jukung.chaos.sim.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * A computer with one process that may be killed, started again, and paused. What a killed one had still to do is not done; what
 * is due while one is paused is done when it goes on, as with SIGSTOP.
 */
public final class Machine {

    private final Kernel kernel;
    private final long id;
    private int life;
    private boolean up;
    private boolean paused;
    private final List<Runnable> held = new ArrayList<>();

    public Machine(Kernel kernel, long id) {
        this.kernel = kernel;
        this.id = id;
    }

    public long id() {
        return id;
    }

    public Kernel kernel() {
        return kernel;
    }

    public boolean isUp() {
        return up;
    }

    public boolean isPaused() {
        return paused;
    }

    /** Up, and going. */
    public boolean isAwake() {
        return up && !paused;
    }

    /** Which process this is, counted from the first. */
    public int life() {
        return life;
    }

    public void start() {
        up = true;
        life++;
    }

    public void kill() {
        up = false;
        paused = false;
        held.clear();
        life++;
    }

    public void pause() {
        paused = true;
    }

    public void resume() {
        paused = false;
        var due = List.copyOf(held);
        held.clear();
        for (var task : due) {
            int mine = life;
            kernel.after(0, () -> runIn(mine, task));
        }
    }

    /** Runs a task of the present process. */
    public Kernel.Event after(long nanos, Runnable task) {
        int mine = life;
        return kernel.after(nanos, () -> runIn(mine, task));
    }

    private void runIn(int process, Runnable task) {
        if (process != life || !up) {
            return;
        }
        if (paused) {
            held.add(() -> runIn(process, task));
            return;
        }
        task.run();
    }
}
