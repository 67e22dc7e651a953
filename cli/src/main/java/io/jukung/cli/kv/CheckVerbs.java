package io.jukung.cli.kv;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.DefragmentRequest;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.RangeRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * {@code check perf} writes at a steady rate for a minute and judges the answers' times, {@code check datascale} writes much
 * and tells what memory the server took for it; both as etcdctl does.
 */
final class CheckVerbs {

    private static final int SECONDS = 60;
    private static final double SLOWEST_SECONDS = 0.5;
    private static final double SPREAD_SECONDS = 0.1;
    private static final double SHARE = 0.9;

    static final List<Verb> ALL = List.of(
            new Verb(
                    "check datascale",
                    "",
                    "Write much and tell how much memory the first endpoint's server took for it.",
                    flags("/etcdctl-check-datascale/"),
                    CheckVerbs::datascale),
            new Verb(
                    "check perf",
                    "",
                    "Write for a minute and say whether the store keeps up.",
                    flags("/etcdctl-check-perf/"),
                    CheckVerbs::perf));

    private CheckVerbs() {}

    private static List<Flag> flags(String prefix) {
        return List.of(
                Flag.toggle("auto-compact", "forget the history of what was written"),
                Flag.toggle("auto-defrag", "have the members give the space back"),
                Flag.text("load", "s", "s, m, l or xl"),
                Flag.text("prefix", prefix, "where the keys are written"));
    }

    private static PutLoad steady(int perSecond, int clients) {
        return new PutLoad(perSecond * SECONDS, clients, perSecond);
    }

    private static PutLoad much(int keys, int clients) {
        return new PutLoad(keys, clients, 0);
    }

    private static void perf(Invocation run) {
        var load = switch (size(run)) {
            case SMALL -> steady(150, 50);
            case MEDIUM -> steady(1_000, 200);
            case LARGE -> steady(8_000, 500);
            case HUGE -> steady(15_000, 1_000);
        };
        var prefix = unused(run, "'etcdctl del --prefix %s'");
        var outcome = load.run(run.store(), prefix);
        clean(run, prefix);
        if (!judge(run, load, outcome)) {
            throw new KvFailure(Exit.ERROR.code(), "");
        }
    }

    private static void datascale(Invocation run) {
        var load = switch (size(run)) {
            case SMALL -> much(10_000, 50);
            case MEDIUM -> much(100_000, 200);
            case LARGE -> much(1_000_000, 500);
            case HUGE -> much(3_000_000, 1_000);
        };
        var prefix = unused(run, "etcdctl del --prefix %s");
        var out = run.printer();
        out.say("Start data scale check for work load [" + load.writes() + " key-value pairs, " + PutLoad.VALUE_BYTES
                + " bytes per key-value, " + load.clients() + " concurrent clients].");
        double before = memory(run, "before");
        var outcome = load.run(run.store(), prefix);
        double after = memory(run, "after");
        clean(run, prefix);
        if (!outcome.errors().isEmpty()) {
            tell(run, outcome.errors());
            throw new KvFailure(Exit.ERROR.code(), "");
        }
        out.say(String.format(
                Locale.ROOT, "PASS: Approximate system memory used : %.2f MB.", (after - before) / (1 << 20)));
    }

    /** The word for a load. */
    private enum Size {
        SMALL,
        MEDIUM,
        LARGE,
        HUGE
    }

    private static Size size(Invocation run) {
        var name = run.arguments().text("load");
        return switch (name) {
            case "s", "small" -> Size.SMALL;
            case "m", "medium" -> Size.MEDIUM;
            case "l", "large" -> Size.LARGE;
            case "xl", "xLarge" -> Size.HUGE;
            default -> throw new KvFailure(Exit.BAD_FEATURE, "unknown load option " + name);
        };
    }

    /**
     * Where to write: all there is deleted afterwards, so nothing may be there.
     *
     * @param remedy a command, with a place for the prefix
     */
    private static String unused(Invocation run, String remedy) {
        var prefix = run.arguments().text("prefix");
        var range = range(prefix);
        var present = run.store()
                .call(channel -> KVGrpc.newBlockingStub(channel)
                        .range(RangeRequest.newBuilder()
                                .setKey(range.start())
                                .setRangeEnd(range.end())
                                .setLimit(1)
                                .setKeysOnly(true)
                                .build()));
        if (present.getKvsCount() > 0) {
            throw new KvFailure(
                    Exit.INVALID_INPUT,
                    "prefix " + GoText.quote(prefix) + " has keys. Delete with " + remedy.formatted(prefix) + " first");
        }
        return prefix;
    }

    private static KeyRange range(String prefix) {
        return KeyRange.ofPrefix(ByteString.copyFromUtf8(prefix));
    }

    private static double memory(Invocation run, String when) {
        OptionalDouble bytes = new ServerMetrics(run.store().endpoints()).value("process_resident_memory_bytes");
        if (bytes.isEmpty()) {
            run.printer().say("FAIL: Could not read process_resident_memory_bytes " + when + " the put operations.");
            throw new KvFailure(Exit.ERROR.code(), "");
        }
        return bytes.getAsDouble();
    }

    private static void clean(Invocation run, String prefix) {
        var range = range(prefix);
        var out = run.printer();
        long revision = run.store()
                .call(channel -> KVGrpc.newBlockingStub(channel)
                        .deleteRange(DeleteRangeRequest.newBuilder()
                                .setKey(range.start())
                                .setRangeEnd(range.end())
                                .build()))
                .getHeader()
                .getRevision();
        if (run.arguments().on("auto-compact")) {
            out.say("Compacting with revision " + revision);
            run.store()
                    .call(channel -> KVGrpc.newBlockingStub(channel)
                            .compact(CompactionRequest.newBuilder()
                                    .setRevision(revision)
                                    .setPhysical(true)
                                    .build()));
            out.say("Compacted with revision " + revision);
        }
        if (run.arguments().on("auto-defrag")) {
            for (var address : run.store().endpoints().names()) {
                out.say("Defragmenting " + GoText.quote(address));
                try (var member = run.store().at(address)) {
                    member.call(channel -> MaintenanceGrpc.newBlockingStub(channel)
                            .defragment(DefragmentRequest.getDefaultInstance()));
                }
                out.say("Defragmented " + GoText.quote(address));
            }
        }
    }

    private static boolean judge(Invocation run, PutLoad load, PutLoad.Outcome outcome) {
        double rate = outcome.perSecond();
        double slowest = outcome.slowest();
        double spread = outcome.deviation();
        boolean right = outcome.errors().isEmpty();
        boolean fast = rate > SHARE * load.perSecond();
        boolean steady = slowest <= SLOWEST_SECONDS;
        boolean even = spread <= SPREAD_SECONDS;
        if (!right) {
            tell(run, outcome.errors());
        }
        var out = run.printer();
        out.say((fast ? "PASS: Throughput is " : "FAIL: Throughput too low: ") + (int) (rate + 1) + " writes/s");
        out.say(told(steady ? "PASS: Slowest request took %fs" : "Slowest request took too long: %fs", slowest));
        out.say(told(even ? "PASS: Stddev is %fs" : "Stddev too high: %fs", spread));
        boolean passed = right && fast && steady && even;
        out.say(passed ? "PASS" : "FAIL");
        return passed;
    }

    private static void tell(Invocation run, Map<String, Integer> errors) {
        run.printer().say("FAIL: too many errors");
        errors.forEach((error, times) -> run.printer().say("FAIL: ERROR(" + error + ") -> " + times));
    }

    private static String told(String sentence, double seconds) {
        return String.format(Locale.ROOT, sentence, seconds);
    }
}
