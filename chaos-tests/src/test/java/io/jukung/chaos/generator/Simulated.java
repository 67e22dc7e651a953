package io.jukung.chaos.generator;

import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Runs a generator in simulated time: every operation takes between 1 and 20 ms. */
final class Simulated {

    private final int workers;
    private final SplittableRandom random;
    private final Ends ends;
    private final List<Op> ops = new ArrayList<>();
    private long nanos;
    private int ended;

    interface Ends {
        Phase of(int number, Op begin);
    }

    private record Running(long end, Op begin) {}

    Simulated(int workers, long seed) {
        this(workers, seed, (_, _) -> Phase.OK);
    }

    Simulated(int workers, long seed, Ends ends) {
        this.workers = workers;
        this.random = new SplittableRandom(seed);
        this.ends = ends;
    }

    long nanos() {
        return nanos;
    }

    List<Op> run(Generator generator) {
        var free = new ArrayList<>(IntStream.range(-1, workers).boxed().toList());
        var running = new PriorityQueue<>(Comparator.comparingLong(Running::end));
        while (true) {
            long until = Long.MAX_VALUE;
            if (!free.isEmpty()) {
                switch (generator.next(new Context(nanos, free, workers, random))) {
                    case Generator.Next.Emit(var invocation, var rest) -> {
                        if (!free.remove(Integer.valueOf(invocation.process()))) {
                            throw new AssertionError("not free: " + invocation);
                        }
                        var begin = op(invocation.process(), Phase.INVOKE, invocation.f(), invocation.value());
                        running.add(new Running(nanos + 1_000_000 + random.nextLong(19_000_000), begin));
                        generator = rest.update(new Context(nanos, free, workers, random), begin);
                        continue;
                    }
                    case Generator.Next.Wait(var time, var rest) -> {
                        until = time;
                        generator = rest;
                    }
                    case Generator.Next.Done _ -> {
                        if (running.isEmpty()) {
                            return ops;
                        }
                    }
                }
            }
            if (!running.isEmpty() && running.element().end() <= until) {
                var over = running.remove();
                nanos = over.end();
                var phase = over.begin().isClient() ? ends.of(ended++, over.begin()) : Phase.INFO;
                var end = op(
                        over.begin().process(),
                        phase,
                        over.begin().f(),
                        over.begin().value());
                int next = phase == Phase.INFO && end.isClient() ? end.process() + workers : end.process();
                free.add(next);
                generator = generator.update(new Context(nanos, free, workers, random), end);
            } else if (until == Long.MAX_VALUE) {
                throw new AssertionError("waits for ever");
            } else {
                nanos = until;
            }
        }
    }

    private Op op(int process, Phase phase, String f, io.jukung.chaos.edn.Edn value) {
        var op = new Op(ops.size(), process, phase, f, value, nanos, null, List.of(), List.of());
        ops.add(op);
        return op;
    }
}
