package io.jukung.cli.kv;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.DefragmentRequest;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.PutRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** {@code check perf}: writes at a steady rate for a minute and judges the answers' times as etcdctl does. */
final class CheckVerbs {

    private static final Duration LENGTH = Duration.ofSeconds(60);
    private static final int VALUE_BYTES = 1_024;
    private static final double SLOWEST_SECONDS = 0.5;
    private static final double SPREAD_SECONDS = 0.1;
    private static final double SHARE = 0.9;

    static final List<Verb> ALL = List.of(
            new Verb(
                    "check datascale",
                    "",
                    "Not supported: it reads another server's memory metric.",
                    List.of(),
                    run -> {
                        throw new KvFailure(
                                Exit.ERROR,
                                "check datascale is not supported: see process_resident_memory_bytes in /metrics");
                    }),
            new Verb(
                    "check perf",
                    "",
                    "Write for a minute and say whether the store keeps up.",
                    List.of(
                            Flag.toggle("auto-compact", "forget the history of what was written"),
                            Flag.toggle("auto-defrag", "have the members give the space back"),
                            Flag.text("load", "s", "s, m, l or xl"),
                            Flag.text("prefix", "/etcdctl-check-perf/", "where the keys are written")),
                    CheckVerbs::perf));

    /** How much is written. */
    private record Load(int perSecond, int clients) {

        static Load named(String name) {
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "s", "small" -> new Load(150, 50);
                case "m", "medium" -> new Load(1_000, 200);
                case "l", "large" -> new Load(8_000, 500);
                case "xl", "xlarge" -> new Load(15_000, 1_000);
                default -> throw new KvFailure(Exit.BAD_FEATURE, "unknown load option " + name);
            };
        }

        int writes() {
            return (int) (perSecond * LENGTH.toSeconds());
        }
    }

    private CheckVerbs() {}

    private static void perf(Invocation run) {
        var load = Load.named(run.arguments().text("load"));
        var prefix = run.arguments().text("prefix");
        var range = KeyRange.ofPrefix(ByteString.copyFromUtf8(prefix));
        long start = System.nanoTime();
        var seconds = write(run.store(), prefix, load, start);
        double took = (System.nanoTime() - start) / 1e9;
        clean(run, range);
        if (!judge(run, load, seconds, took)) {
            throw new KvFailure(Exit.ERROR.code(), "");
        }
    }

    /** How long each write took, in seconds. */
    private static double[] write(StoreConnection store, String prefix, Load load, long start) {
        var seconds = new double[load.writes()];
        var next = new AtomicInteger();
        var failure = new AtomicReference<@Nullable StatusRuntimeException>();
        var value = new byte[VALUE_BYTES];
        ThreadLocalRandom.current().nextBytes(value);
        var bytes = ByteString.copyFrom(value);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < load.clients(); client++) {
                threads.execute(() -> {
                    for (int i = next.getAndIncrement(); i < seconds.length; i = next.getAndIncrement()) {
                        pauseUntil(start + i * 1_000_000_000L / load.perSecond());
                        var request = PutRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8(prefix + i))
                                .setValue(bytes)
                                .build();
                        long begun = System.nanoTime();
                        try {
                            store.call(
                                    channel -> KVGrpc.newBlockingStub(channel).put(request));
                        } catch (StatusRuntimeException e) {
                            failure.compareAndSet(null, e);
                            next.set(seconds.length);
                        }
                        seconds[i] = (System.nanoTime() - begun) / 1e9;
                    }
                });
            }
        }
        var failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        return seconds;
    }

    private static void pauseUntil(long nanos) {
        try {
            Thread.sleep(Duration.ofNanos(Math.max(0, nanos - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void clean(Invocation run, KeyRange range) {
        var deleted = run.store()
                .call(channel -> KVGrpc.newBlockingStub(channel)
                        .deleteRange(DeleteRangeRequest.newBuilder()
                                .setKey(range.start())
                                .setRangeEnd(range.end())
                                .build()));
        if (run.arguments().on("auto-compact")) {
            run.store()
                    .call(channel -> KVGrpc.newBlockingStub(channel)
                            .compact(CompactionRequest.newBuilder()
                                    .setRevision(deleted.getHeader().getRevision())
                                    .setPhysical(true)
                                    .build()));
            run.printer().say("Compacted with revision " + deleted.getHeader().getRevision());
        }
        if (run.arguments().on("auto-defrag")) {
            for (var address : run.store().endpoints().names()) {
                try (var member = run.store().at(address)) {
                    member.call(channel -> MaintenanceGrpc.newBlockingStub(channel)
                            .defragment(DefragmentRequest.getDefaultInstance()));
                    run.printer().say("Defragmented " + GoText.quote(address));
                }
            }
        }
    }

    private static boolean judge(Invocation run, Load load, double[] seconds, double took) {
        double rate = seconds.length / took;
        double slowest = Arrays.stream(seconds).max().orElse(0);
        double mean = Arrays.stream(seconds).average().orElse(0);
        double spread = Math.sqrt(Arrays.stream(seconds)
                .map(each -> (each - mean) * (each - mean))
                .average()
                .orElse(0));
        boolean fast = rate >= SHARE * load.perSecond();
        boolean steady = slowest <= SLOWEST_SECONDS;
        boolean even = spread <= SPREAD_SECONDS;
        var out = run.printer();
        out.say((fast ? "PASS: Throughput is " : "FAIL: Throughput too low: ") + (int) (rate + 1) + " writes/s");
        out.say(told(steady ? "PASS: Slowest request took %fs" : "Slowest request took too long: %fs", slowest));
        out.say(told(even ? "PASS: Stddev is %fs" : "Stddev too high: %fs", spread));
        boolean passed = fast && steady && even;
        out.say(passed ? "PASS" : "FAIL");
        return passed;
    }

    private static String told(String sentence, double seconds) {
        return String.format(Locale.ROOT, sentence, seconds);
    }
}
