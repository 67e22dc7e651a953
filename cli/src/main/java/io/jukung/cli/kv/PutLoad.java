package io.jukung.cli.kv;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.PutRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Puts of a kibibyte by many clients at once.
 *
 * @param writes how many
 * @param clients how many are under way at a time
 * @param perSecond 0: as fast as they are answered
 */
record PutLoad(int writes, int clients, int perSecond) {

    static final int VALUE_BYTES = 1_024;

    private static final double FAILED = -1;

    /** Of different errors, which hold what the store says, so many are told apart. */
    private static final int MOST_ERRORS = 100;

    /**
     * How it went, times in seconds.
     *
     * @param perSecond answered puts
     * @param slowest of the answered puts
     * @param deviation of their times, the standard one
     * @param errors how often each came
     */
    record Outcome(double perSecond, double slowest, double deviation, Map<String, Integer> errors) {

        private static Outcome of(double[] seconds, double took, Map<String, Integer> errors) {
            double mean = Arrays.stream(seconds).average().orElse(0);
            double variance = Arrays.stream(seconds)
                    .map(each -> (each - mean) * (each - mean))
                    .average()
                    .orElse(0);
            return new Outcome(
                    seconds.length / took,
                    Arrays.stream(seconds).max().orElse(0),
                    Math.sqrt(variance),
                    new TreeMap<>(errors));
        }
    }

    /** Puts under keys that begin with {@code prefix}. */
    Outcome run(StoreConnection store, String prefix) {
        var seconds = new double[writes];
        var next = new AtomicInteger();
        var errors = new ConcurrentHashMap<String, Integer>();
        var random = new byte[VALUE_BYTES];
        ThreadLocalRandom.current().nextBytes(random);
        var value = ByteString.copyFrom(random);
        long start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < clients; client++) {
                threads.execute(() -> {
                    for (int i = next.getAndIncrement(); i < writes; i = next.getAndIncrement()) {
                        if (perSecond > 0) {
                            pauseUntil(start + i * 1_000_000_000L / perSecond);
                        }
                        var key = ByteString.copyFromUtf8(prefix + i);
                        var request = PutRequest.newBuilder()
                                .setKey(key)
                                .setValue(value)
                                .build();
                        long begun = System.nanoTime();
                        try {
                            store.call(
                                    channel -> KVGrpc.newBlockingStub(channel).put(request));
                            seconds[i] = (System.nanoTime() - begun) / 1e9;
                        } catch (StatusRuntimeException e) {
                            seconds[i] = FAILED;
                            count(errors, KvFailure.told(e));
                        } catch (KvFailure e) {
                            seconds[i] = FAILED;
                            count(errors, e.text());
                        }
                    }
                });
            }
        }
        double took = (System.nanoTime() - start) / 1e9;
        return Outcome.of(Arrays.stream(seconds).filter(each -> each >= 0).toArray(), took, errors);
    }

    private static void count(Map<String, Integer> errors, String error) {
        errors.merge(errors.size() < MOST_ERRORS || errors.containsKey(error) ? error : "others", 1, Integer::sum);
    }

    private static void pauseUntil(long nanos) {
        try {
            Thread.sleep(Duration.ofNanos(Math.max(0, nanos - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
