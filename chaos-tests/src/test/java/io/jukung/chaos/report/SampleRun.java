package io.jukung.chaos.report;

import com.google.protobuf.ByteString;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Call;
import io.jukung.chaos.history.EventLog;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import io.jukung.chaos.run.RunRecord;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.PutResponse;
import io.jukung.proto.etcd.ResponseHeader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A run as there might be: five workers, a partition, a kill and a compaction, latencies that suffer from them. */
final class SampleRun {

    static final Instant BEGUN = Instant.parse("2026-11-28T12:34:56.789Z");
    private static final List<String> FS = List.of("read", "write", "cas");
    private static final int WORKERS = 5;

    private final SplittableRandom random = new SplittableRandom(7);
    private final List<Op> ops = new ArrayList<>();

    private SampleRun() {}

    static RunRecord of(double seconds, List<Verdict> verdicts) {
        return new RunRecord(
                "register-partition",
                42,
                new TreeMap<>(
                        Map.of("workload", "register", "nemesis", "partition,kill", "note", "it's <odd> & \"quoted\"")),
                "jukung-chaos run --workload=register --seed=42",
                BEGUN,
                history(seconds),
                Optional.of(new EventLog(1, List.of(), true, "")),
                verdicts,
                new TreeMap<>(Map.of("leader changed", 3L, "watch resumed", 0L)));
    }

    static Verdict verdict(Verdict.Validity validity, Verdict.Violation... violations) {
        return new Verdict(
                "revision-order", validity, List.of(violations), new TreeMap<>(Map.of("answers judged", "1234")));
    }

    static History history(double seconds) {
        var run = new SampleRun();
        for (int worker = 0; worker < WORKERS; worker++) {
            run.work(worker, seconds);
        }
        run.fault("start-partition", seconds * 0.2, Edn.vector(Edn.of("n1")));
        run.fault("stop-partition", seconds * 0.4, Edn.NIL);
        run.fault("kill", seconds * 0.55, Edn.of("n2"));
        run.fault("start", seconds * 0.65, Edn.of("n2"));
        run.fault("compact", seconds * 0.8, Edn.of(100));
        run.ops.sort(Comparator.comparingLong(Op::nanos).thenComparingInt(Op::process));
        var indexed = new ArrayList<Op>();
        for (var op : run.ops) {
            indexed.add(new Op(
                    indexed.size(),
                    op.process(),
                    op.phase(),
                    op.f(),
                    op.value(),
                    op.nanos(),
                    op.error(),
                    op.calls(),
                    op.streams()));
        }
        return new History(indexed);
    }

    private void work(int worker, double seconds) {
        int process = worker;
        double now = random.nextDouble() * 0.01;
        while (now < seconds) {
            boolean troubled =
                    (now > seconds * 0.2 && now < seconds * 0.3) || (now > seconds * 0.55 && now < seconds * 0.6);
            var f = FS.get(random.nextInt(FS.size()));
            double latency = 0.002 * Math.exp(random.nextGaussian() * 0.5) * (troubled ? 60 : 1);
            var phase =
                    troubled && random.nextInt(3) == 0 ? Phase.INFO : random.nextInt(20) == 0 ? Phase.FAIL : Phase.OK;
            var begin = f.equals("read") ? Edn.NIL : Edn.of(random.nextInt(5));
            long begun = nanos(now);
            long ended = nanos(Math.min(now + latency, seconds));
            ops.add(op(process, Phase.INVOKE, f, begin, begun, null, List.of()));
            var value = f.equals("read") && phase == Phase.OK ? Edn.of(random.nextInt(5)) : begin;
            var error = phase == Phase.OK ? null : "UNAVAILABLE: <no> leader & \"none\"";
            ops.add(op(
                    process,
                    phase,
                    f,
                    value,
                    ended,
                    error,
                    phase == Phase.OK ? List.of(call(worker, now, ended)) : List.of()));
            process += phase == Phase.INFO ? WORKERS : 0;
            now += latency + random.nextDouble() * 0.04;
        }
    }

    private void fault(String f, double at, Edn value) {
        ops.add(op(Op.NEMESIS, Phase.INVOKE, f, value, nanos(at), null, List.of()));
        ops.add(op(Op.NEMESIS, Phase.INFO, f, value, nanos(at + 0.01), null, List.of()));
    }

    private static Call call(int worker, double now, long ended) {
        var response = PutResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setRevision((long) (now * 100) + 2))
                .build();
        var request = PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("k"))
                .setValue(ByteString.copyFromUtf8("<v>"))
                .build();
        return new Call(
                "n" + (worker % 3 + 1), "KV/Put", request, new Call.Result.Answered(response), nanos(now), ended);
    }

    private static Op op(
            int process, Phase phase, String f, Edn value, long nanos, @Nullable String error, List<Call> calls) {
        return new Op(0, process, phase, f, value, nanos, error, calls, List.of());
    }

    private static long nanos(double seconds) {
        return (long) (seconds * 1e9);
    }
}
