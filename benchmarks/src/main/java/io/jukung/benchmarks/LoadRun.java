package io.jukung.benchmarks;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.jukung.proto.etcd.KVGrpc;
import java.io.IOException;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Runs a {@link Load} once. Clients are callbacks, not threads, so that the generator costs little of a small machine. */
final class LoadRun {

    private final Load load;
    private final Target target;
    private final LatencyHistogram latencies = new LatencyHistogram();
    private final LongAdder errors = new LongAdder();
    private final CountDownLatch running;
    private long countFrom;
    private long stopAt;

    LoadRun(Load load, Target target) {
        this.load = load;
        this.target = target;
        running = new CountDownLatch(load.clients());
    }

    /** What came of it, as one line of JSON. */
    String run() throws InterruptedException, IOException {
        try (var memory = new MemoryPeak(target.pids())) {
            countFrom = System.nanoTime() + load.warmUp().toNanos();
            stopAt = countFrom + load.duration().toNanos();
            return load.workload() == Workload.WATCH_FANOUT ? fanOut(memory) : request(memory);
        }
    }

    private String request(MemoryPeak memory) throws InterruptedException, IOException {
        for (int i = 0; i < load.clients(); i++) {
            new Client(KVGrpc.newFutureStub(target.channel(i)), new SplittableRandom(i)).next();
        }
        sleepUntil(countFrom);
        var before = Usage.of(target.pids());
        running.await();
        return line(latencies.count(), errors.sum(), Usage.of(target.pids()).since(before), memory);
    }

    private String fanOut(MemoryPeak memory) throws InterruptedException, IOException {
        try (var fanout = new Fanout(load, target)) {
            fanout.start();
            sleepUntil(countFrom);
            var before = Usage.of(target.pids());
            long events = fanout.events();
            sleepUntil(stopAt);
            return line(
                    fanout.events() - events,
                    fanout.errors(),
                    Usage.of(target.pids()).since(before),
                    memory);
        }
    }

    private static void sleepUntil(long nanoTime) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
    }

    private String line(long counted, long failed, Usage used, MemoryPeak memory) {
        double seconds = load.duration().toNanos() / 1e9;
        long operations = Math.max(1, counted);
        return String.format(
                Locale.ROOT,
                "{\"store\":\"%s\",\"operation\":\"%s\",\"clients\":%d,\"value_bytes\":%d,\"seconds\":%.1f,"
                        + "\"operations\":%d,\"errors\":%d,\"throughput\":%.1f,\"p50_us\":%d,\"p99_us\":%d,"
                        + "\"p999_us\":%d,\"cpu_us\":%.1f,\"cpu_compiler_us\":%.1f,\"rss_mib\":%d,"
                        + "\"rss_peak_extra_mib\":%d}",
                target.name(),
                load.workload().name().toLowerCase(Locale.ROOT),
                load.clients(),
                load.valueSize(),
                seconds,
                counted,
                failed,
                counted / seconds,
                latencies.quantileNanos(0.5) / 1000,
                latencies.quantileNanos(0.99) / 1000,
                latencies.quantileNanos(0.999) / 1000,
                used.cpuNanos() / 1e3 / operations,
                used.compilerNanos() / 1e3 / operations,
                used.residentBytes() >> 20,
                memory.extraBytes() >> 20);
    }

    private final class Client {
        private final KVGrpc.KVFutureStub kv;
        private final SplittableRandom random;

        Client(KVGrpc.KVFutureStub kv, SplittableRandom random) {
            this.kv = kv;
            this.random = random;
        }

        void next() {
            long start = System.nanoTime();
            if (start - stopAt >= 0) {
                running.countDown();
                return;
            }
            ListenableFuture<?> answer = load.workload().run(kv, random, load);
            Futures.addCallback(
                    answer,
                    new FutureCallback<Object>() {
                        @Override
                        public void onSuccess(Object response) {
                            long end = System.nanoTime();
                            if (start - countFrom >= 0 && end - stopAt < 0) {
                                latencies.record(end - start);
                            }
                            next();
                        }

                        @Override
                        public void onFailure(Throwable failure) {
                            errors.increment();
                            next();
                        }
                    },
                    MoreExecutors.directExecutor());
        }
    }
}
