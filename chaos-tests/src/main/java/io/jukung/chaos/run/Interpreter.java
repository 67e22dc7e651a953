package io.jukung.chaos.run;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Context;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.history.Call;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import io.jukung.chaos.nemesis.Nemesis;
import io.jukung.chaos.workload.Client;
import io.jukung.chaos.workload.Workload;
import io.jukung.chaos.workload.Workload.Endpoint;
import io.jukung.proto.etcd.CompactionRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Does what generators say: workers with a client each, and the nemesis, a thread each; who asks the generator is the caller's
 * thread alone. A worker whose operation ended as {@link Phase#INFO} goes on as another process with another client.
 */
final class Interpreter implements AutoCloseable {

    /** How long operations may take after the last one began. */
    private static final Duration LAST = Duration.ofSeconds(45);

    private final Recorder recorder;
    private final Workload workload;
    private final List<Endpoint> endpoints;
    private final Nemesis nemesis;
    private final RandomGenerator random;
    private final Tally tally;
    private final Consumer<Invocation> beforeFault;
    private final int workers;
    private final BlockingQueue<Op> ended;
    private final List<Worker> all = new ArrayList<>();
    private final List<Integer> free = new ArrayList<>();
    private volatile boolean stopping;

    Interpreter(
            Recorder recorder,
            Workload workload,
            List<Endpoint> endpoints,
            Nemesis nemesis,
            int workers,
            RandomGenerator random,
            Tally tally,
            Consumer<Invocation> beforeFault) {
        this.recorder = recorder;
        this.workload = workload;
        this.endpoints = endpoints;
        this.nemesis = nemesis;
        this.random = random;
        this.tally = tally;
        this.beforeFault = beforeFault;
        this.workers = workers;
        this.ended = new ArrayBlockingQueue<>(workers + 1);
        for (int i = Op.NEMESIS; i < workers; i++) {
            all.add(new Worker(i));
            free.add(i);
        }
    }

    /** Begins nothing more; {@link #run} comes to its end. */
    void stop() {
        stopping = true;
    }

    /** Does all that a generator says; returns when it is done and all operations have ended, or their time was over. */
    void run(Generator generator) throws InterruptedException {
        var now = generator;
        long last = Long.MAX_VALUE;
        while (true) {
            var over = ended.poll();
            if (over != null) {
                now = end(now, over);
                continue;
            }
            long until = Long.MAX_VALUE;
            boolean done = stopping;
            if (!done && !free.isEmpty()) {
                switch (now.next(context())) {
                    case Generator.Next.Emit(var invocation, var rest) -> {
                        now = begin(rest, invocation);
                        continue;
                    }
                    case Generator.Next.Wait(var time, var rest) -> {
                        until = time;
                        now = rest;
                    }
                    case Generator.Next.Done _ -> done = true;
                }
            }
            if (done) {
                if (free.size() == all.size()) {
                    return;
                }
                last = Math.min(last, recorder.nanos() + LAST.toNanos());
                if (recorder.nanos() >= last) {
                    return;
                }
                until = last;
            }
            // Not longer than a moment, so that a stop is seen.
            long wait = Math.min(until - recorder.nanos(), TimeUnit.MILLISECONDS.toNanos(200));
            if (wait > 0) {
                over = ended.poll(wait, TimeUnit.NANOSECONDS);
                if (over != null) {
                    now = end(now, over);
                }
            }
        }
    }

    private Context context() {
        return new Context(recorder.nanos(), free, workers, random);
    }

    private Generator begin(Generator rest, Invocation invocation) throws InterruptedException {
        if (!free.remove(Integer.valueOf(invocation.process()))) {
            throw new IllegalStateException("the generator chose process " + invocation.process()
                    + ", expected one of those that are free: " + free);
        }
        worker(invocation.process()).inbox.put(invocation);
        var begun = new Op(
                -1,
                invocation.process(),
                Phase.INVOKE,
                invocation.f(),
                invocation.value(),
                recorder.nanos(),
                null,
                List.of(),
                List.of());
        return rest.update(context(), begun);
    }

    private Generator end(Generator now, Op over) {
        boolean retired = over.isClient() && over.phase() == Phase.INFO;
        free.add(retired ? over.process() + workers : over.process());
        return now.update(context(), over);
    }

    private Worker worker(int process) {
        return all.get(process == Op.NEMESIS ? 0 : 1 + process % workers);
    }

    /** One thread, and the client of its current process. */
    private final class Worker implements Runnable {

        private final BlockingQueue<Invocation> inbox = new ArrayBlockingQueue<>(1);
        private final Thread thread;
        private @Nullable Client client;
        private int process;

        Worker(int number) {
            // The nemesis starts processes, which keeps a virtual thread's carrier.
            thread = number == Op.NEMESIS
                    ? Thread.ofPlatform().name("nemesis").daemon().start(this)
                    : Thread.ofVirtual().name("worker-" + number).start(this);
        }

        @Override
        public void run() {
            try {
                while (true) {
                    var invocation = inbox.take();
                    ended.put(invocation.process() == Op.NEMESIS ? fault(invocation) : operation(invocation));
                }
            } catch (InterruptedException e) {
                // It is closed.
            } finally {
                leave();
            }
        }

        private Op operation(Invocation invocation) throws InterruptedException {
            if (client == null || process != invocation.process()) {
                leave();
                process = invocation.process();
                client = workload.client(process, endpoints, recorder);
            }
            recorder.record(process, Phase.INVOKE, invocation.f(), invocation.value(), null, List.of(), List.of());
            Client.Completion completion;
            try {
                completion = client.invoke(invocation);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                completion =
                        new Client.Completion(Phase.INFO, invocation.value(), "harness: " + e, List.of(), List.of());
            }
            switch (completion.phase()) {
                case OK -> tally.ok.incrementAndGet();
                case FAIL -> tally.failed.incrementAndGet();
                case INFO -> tally.unknown.incrementAndGet();
                case INVOKE -> throw new IllegalStateException("an operation ended with its begin");
            }
            return recorder.record(
                    process,
                    completion.phase(),
                    invocation.f(),
                    completion.value(),
                    completion.error(),
                    completion.calls(),
                    completion.streams());
        }

        private Op fault(Invocation invocation) throws InterruptedException {
            recorder.fault(invocation.f(), invocation.value());
            Edn value = invocation.value();
            String error = null;
            var calls = new ArrayList<Call>();
            try {
                beforeFault.accept(invocation);
                long begun = recorder.nanos();
                value = nemesis.invoke(invocation);
                compaction(invocation, value, begun).ifPresent(calls::add);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                error = String.valueOf(e);
            }
            tally.fault(invocation.f(), error == null ? Edns.text(value) : error);
            return recorder.record(Op.NEMESIS, Phase.INFO, invocation.f(), value, error, calls, List.of());
        }

        /** A compaction by the nemesis is one as any client's, for whoever judges what is gone. */
        private Optional<Call> compaction(Invocation invocation, Edn value, long begun) {
            if (!invocation.f().equals("compact")
                    || !(value instanceof Edn.Dict dict)
                    || !(dict.get("revision") instanceof Edn.Int(var revision))) {
                return Optional.empty();
            }
            return Optional.of(new Call(
                    "nemesis",
                    "KV/Compact",
                    CompactionRequest.newBuilder().setRevision(revision).build(),
                    new Call.Result.Unknown("", "done by the nemesis"),
                    begun,
                    recorder.nanos()));
        }

        private void leave() {
            if (client != null) {
                client.close();
                client = null;
            }
        }
    }

    @Override
    public void close() {
        all.forEach(worker -> worker.thread.interrupt());
        for (var worker : all) {
            try {
                worker.thread.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
