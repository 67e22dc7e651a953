package io.jukung.chaos.sim.kernel;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A machine's timers in virtual time, in the two forms that the product uses. Nobody may wait for one. */
@SuppressWarnings("overloads") // as the interface has them
public final class SimTimer extends AbstractExecutorService implements ScheduledExecutorService, Timer {

    private final Machine machine;

    public SimTimer(Machine machine) {
        this.machine = machine;
    }

    @Override
    public void execute(Runnable command) {
        machine.after(1, command);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        var scheduled = new Scheduled();
        scheduled.event = machine.after(unit.toNanos(delay), () -> {
            scheduled.done = true;
            command.run();
        });
        return scheduled;
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long first, long delay, TimeUnit unit) {
        var scheduled = new Scheduled();
        repeat(scheduled, command, unit.toNanos(first), unit.toNanos(delay));
        return scheduled;
    }

    private void repeat(Scheduled scheduled, Runnable command, long first, long delay) {
        scheduled.event = machine.after(first, () -> {
            command.run();
            if (!scheduled.cancelled) {
                repeat(scheduled, command, delay, delay);
            }
        });
    }

    @Override
    public Timeout newTimeout(TimerTask task, long delay, TimeUnit unit) {
        var timeout = new PendingTimeout(this, task);
        timeout.event = machine.after(unit.toNanos(delay), timeout::expire);
        return timeout;
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long first, long period, TimeUnit unit) {
        return scheduleWithFixedDelay(command, first, period, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("a timer with a result");
    }

    @Override
    public Set<Timeout> stop() {
        return Set.of();
    }

    @Override
    public void shutdown() {
        // The machine's processes end by being killed.
    }

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }

    private static final class Scheduled implements ScheduledFuture<Object> {
        private Kernel.@org.jspecify.annotations.Nullable Event event;
        private boolean cancelled;
        private boolean done;

        @Override
        public boolean cancel(boolean interrupt) {
            cancelled = true;
            if (event != null) {
                event.cancel();
            }
            return !done;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public boolean isDone() {
            return done || cancelled;
        }

        @Override
        public Object get() throws ExecutionException {
            throw new CancellationException("nobody may wait in a simulation");
        }

        @Override
        public Object get(long timeout, TimeUnit unit) throws ExecutionException {
            return get();
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return 0;
        }
    }

    private static final class PendingTimeout implements Timeout {
        private final Timer timer;
        private final TimerTask task;
        private Kernel.@org.jspecify.annotations.Nullable Event event;
        private boolean cancelled;
        private boolean expired;

        PendingTimeout(Timer timer, TimerTask task) {
            this.timer = timer;
            this.task = task;
        }

        void expire() {
            expired = true;
            try {
                task.run(this);
            } catch (Exception e) {
                throw new IllegalStateException("a time-out failed", e);
            }
        }

        @Override
        public Timer timer() {
            return timer;
        }

        @Override
        public TimerTask task() {
            return task;
        }

        @Override
        public boolean isExpired() {
            return expired;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public boolean cancel() {
            cancelled = true;
            if (event != null) {
                event.cancel();
            }
            return !expired;
        }
    }
}
