package io.jukung.chaos.generator;

import io.jukung.chaos.history.Op;
import java.util.HashMap;
import java.util.Map;

/**
 * The same for every worker by itself (Jepsen's {@code each-thread}).
 *
 * @param first the first of these workers
 * @param end the worker after the last, however many there are
 * @param started what is left, by worker
 */
record EachWorker(int first, int end, Generator each, Map<Integer, Generator> started) implements Generator {

    EachWorker {
        started = Map.copyOf(started);
    }

    @Override
    public Next next(Context context) {
        var now = new HashMap<>(started);
        long until = Long.MAX_VALUE;
        int done = 0;
        int last = Math.min(end, context.workers());
        for (int worker = first; worker < last; worker++) {
            int it = worker;
            var own = now.getOrDefault(worker, each);
            var narrowed = context.only(process -> process >= 0 && process % context.workers() == it);
            if (narrowed.isEmpty()) {
                // It may have something yet: that is known when it is free.
                continue;
            }
            switch (own.next(narrowed.get())) {
                case Next.Emit(var invocation, var rest) -> {
                    now.put(worker, rest);
                    return new Next.Emit(invocation, new EachWorker(first, end, each, now));
                }
                case Next.Wait(var time, var rest) -> {
                    now.put(worker, rest);
                    until = Math.min(until, time);
                }
                case Next.Done _ -> done++;
            }
        }
        return done == Math.max(0, last - first)
                ? new Next.Done()
                : new Next.Wait(until, new EachWorker(first, end, each, now));
    }

    @Override
    public Generator update(Context context, Op op) {
        if (!op.isClient()) {
            return this;
        }
        int worker = op.process() % context.workers();
        if (worker < first || worker >= end) {
            return this;
        }
        var now = new HashMap<>(started);
        now.put(worker, now.getOrDefault(worker, each).update(context, op));
        return new EachWorker(first, end, each, now);
    }
}
