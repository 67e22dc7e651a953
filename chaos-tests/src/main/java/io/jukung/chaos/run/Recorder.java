package io.jukung.chaos.run;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Call;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import io.jukung.chaos.history.WatchStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The history as it comes, by the run's one clock: an operation's place in it is its place in time. */
final class Recorder implements Clock {

    private final long begin = System.nanoTime();
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Op> ops = new ArrayList<>();

    @Override
    public long nanos() {
        return System.nanoTime() - begin;
    }

    /** What the nemesis does, begun or ended. */
    void fault(String f, Edn value) {
        record(Op.NEMESIS, Phase.INFO, f, value, null, List.of(), List.of());
    }

    Op record(
            int process,
            Phase phase,
            String f,
            Edn value,
            @Nullable String error,
            List<Call> calls,
            List<WatchStream> streams) {
        lock.lock();
        try {
            var op = new Op(ops.size(), process, phase, f, value, nanos(), error, calls, streams);
            ops.add(op);
            return op;
        } finally {
            lock.unlock();
        }
    }

    /** All until now. */
    History history() {
        lock.lock();
        try {
            return new History(ops);
        } finally {
            lock.unlock();
        }
    }
}
