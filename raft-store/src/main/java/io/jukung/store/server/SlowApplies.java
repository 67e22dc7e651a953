package io.jukung.store.server;

import com.google.protobuf.Message;
import io.jukung.store.apply.CommandCodec;
import io.jukung.store.apply.Outcome;
import io.jukung.store.member.AppliedEntry;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what took long to be applied or read, and names it in the log, with the text and fields of etcd's line. */
public final class SlowApplies {

    private static final Logger LOG = LoggerFactory.getLogger(SlowApplies.class);

    private final Supplier<Duration> longest;
    private final Counter slow;
    private final LogBudget budget = new LogBudget();

    /** @param longest what may be applied without being named, as it is now */
    public SlowApplies(PrometheusRegistry registry, Supplier<Duration> longest) {
        this.longest = longest;
        slow = Counter.builder()
                .name("etcd_server_slow_apply")
                .help("The total number of slow apply requests (likely overloaded from slow disk).")
                .withoutExemplars()
                .register(registry);
    }

    /** For the applying thread. An entry takes its time as a whole: of several commands the first is named. */
    void applied(AppliedEntry entry) {
        int commands = entry.commands().size();
        var expected = longest.get();
        if (commands == 0 || entry.nanos() <= expected.toNanos()) {
            return;
        }
        slow.inc(commands);
        long leftOut = budget.take(System.nanoTime());
        if (leftOut >= 0) {
            long responses = 0;
            var error = "";
            for (var outcome : entry.result().outcomes()) {
                switch (outcome) {
                    case Outcome.Applied(var response) -> responses += response.getSerializedSize();
                    case Outcome.Rejected(var reason) ->
                        error = String.valueOf(EtcdError.of(reason).status().getDescription());
                }
            }
            warn(
                    entry.nanos(),
                    expected,
                    "",
                    CommandCodec.logged(entry.commands().getFirst()),
                    commands,
                    "size:" + responses,
                    error,
                    leftOut);
        }
    }

    /** Whether that is longer than what may go unnamed. */
    boolean isSlow(long nanos) {
        return nanos > longest.get().toNanos();
    }

    /**
     * A slow read was answered.
     *
     * @param prefix etcd's word for the kind of read
     * @param response its size, and of a range how many keys
     * @param error what came in its place; empty: nothing
     */
    void read(long nanos, String prefix, Message request, String response, String error) {
        slow.inc();
        long leftOut = budget.take(System.nanoTime());
        if (leftOut >= 0) {
            warn(nanos, longest.get(), prefix, request, 1, response, error, leftOut);
        }
    }

    private static void warn(
            long nanos,
            Duration expected,
            String prefix,
            Message request,
            int requests,
            String response,
            String error,
            long leftOut) {
        var line = LOG.atWarn()
                .addKeyValue("took", text(nanos))
                .addKeyValue("expected-duration", text(expected.toNanos()))
                .addKeyValue("prefix", prefix)
                .addKeyValue("request", RequestText.of(request))
                .addKeyValue("response", response);
        if (requests > 1) {
            line = line.addKeyValue("requests", requests);
        }
        if (!error.isEmpty()) {
            line = line.addKeyValue("error", error);
        }
        if (leftOut > 0) {
            line = line.addKeyValue("left-out", leftOut);
        }
        line.log("apply request took too long");
    }

    /** As Go writes and reads a duration. */
    static String text(long nanos) {
        return BigDecimal.valueOf(nanos, 6).stripTrailingZeros().toPlainString() + "ms";
    }
}
