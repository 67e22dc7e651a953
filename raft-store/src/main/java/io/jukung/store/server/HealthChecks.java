package io.jukung.store.server;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.AlarmType;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.store.auth.Authorizer;
import io.jukung.store.http.HttpAnswer;
import io.jukung.store.http.Page;
import io.jukung.store.http.RequestHandler;
import io.jukung.store.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** etcd's {@code /health}, {@code /livez} and {@code /readyz}, each check of the latter two also on its own below them. */
final class HealthChecks {

    private static final String LIVEZ = "livez";
    private static final String READYZ = "readyz";
    private static final RangeRequest PROBE = RangeRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("health"))
            .setLimit(1)
            .setKeysOnly(true)
            .build();

    /** Completed with null if fine, else with what is wrong. */
    private interface Check extends Supplier<CompletableFuture<@Nullable String>> {}

    private final Requests requests;
    private final BooleanSupplier hasLeader;
    private final BooleanSupplier isLearner;
    private final HealthMetrics metrics;

    HealthChecks(Requests requests, BooleanSupplier hasLeader, BooleanSupplier isLearner, HealthMetrics metrics) {
        this.requests = requests;
        this.hasLeader = hasLeader;
        this.isLearner = isLearner;
        this.metrics = metrics;
    }

    /** By path. */
    Map<String, RequestHandler> handlers() {
        var handlers = new LinkedHashMap<String, RequestHandler>();
        handlers.put("/health", ((Page) this::health).onGet());
        addChecks(handlers, LIVEZ, Map.of("serializable_read", this::serializableRead));
        var readyz = new LinkedHashMap<String, Check>();
        readyz.put("data_corruption", this::dataCorruption);
        readyz.put("serializable_read", this::serializableRead);
        readyz.put("linearizable_read", this::linearizableRead);
        readyz.put("non_learner", this::nonLearner);
        addChecks(handlers, READYZ, readyz);
        return handlers;
    }

    private void addChecks(Map<String, RequestHandler> handlers, String name, Map<String, Check> checks) {
        Page all = head -> {
            var chosen = new LinkedHashMap<>(checks);
            chosen.keySet().removeAll(Set.copyOf(head.query().getOrDefault("exclude", List.of())));
            return run(name, chosen, head);
        };
        handlers.put("/" + name, all.onGet());
        checks.forEach((check, run) -> {
            // As etcd: who asks for this one alone cannot leave it out.
            Page one = head -> run(name, Map.of(check, run), head);
            handlers.put("/" + name + "/" + check, one.onGet());
        });
    }

    private CompletableFuture<HttpAnswer> health(RequestHead head) {
        return healthReason(head).thenApply(reason -> {
            metrics.health(reason == null);
            return reason == null
                    ? HttpAnswer.of(
                            200,
                            "text/plain; charset=utf-8",
                            "{\"health\":\"true\",\"reason\":\"\"}".getBytes(StandardCharsets.UTF_8))
                    : HttpAnswer.text(503, "{\"health\":\"false\",\"reason\":\"" + reason.replace('"', '\'') + "\"}\n");
        });
    }

    private CompletableFuture<@Nullable String> healthReason(RequestHead head) {
        var excluded = Set.copyOf(head.query().getOrDefault("exclude", List.of()));
        for (var alarm : requests.state().peek().alarms().members()) {
            if (!excluded.contains(alarm.getAlarm().name())) {
                return CompletableFuture.completedFuture("ALARM " + alarm.getAlarm());
            }
        }
        boolean serializable = "true".equals(head.parameter("serializable"));
        if (!serializable && !hasLeader.getAsBoolean()) {
            return CompletableFuture.completedFuture("RAFT NO LEADER");
        }
        return (serializable ? serializableRead() : linearizableRead())
                .thenApply(wrong -> wrong == null ? null : "RANGE ERROR:" + wrong);
    }

    private CompletableFuture<HttpAnswer> run(String name, Map<String, Check> chosen, RequestHead head) {
        boolean verbose = head.query().containsKey("verbose");
        var results = new LinkedHashMap<String, CompletableFuture<@Nullable String>>();
        chosen.forEach((check, run) -> results.put(check, run.get()));
        return CompletableFuture.allOf(results.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    var lines = new ArrayList<String>();
                    boolean failed = false;
                    for (var result : results.entrySet()) {
                        var wrong = result.getValue().join();
                        failed |= wrong != null;
                        metrics.check(name, result.getKey(), wrong == null);
                        lines.add(
                                wrong == null
                                        ? "[+]" + result.getKey() + " ok\n"
                                        : "[-]" + result.getKey() + " failed: " + wrong + "\n");
                    }
                    if (failed) {
                        return HttpAnswer.text(503, String.join("", lines) + "\n");
                    }
                    return HttpAnswer.text(200, verbose ? String.join("", lines) + "ok\n" : "ok\n");
                });
    }

    private CompletableFuture<@Nullable String> serializableRead() {
        return verdict(requests.serializable(
                Caller.MEMBER, Authorizer::admin, held -> held.state().reads().range(PROBE)));
    }

    private CompletableFuture<@Nullable String> linearizableRead() {
        return verdict(requests.linearizable(
                Caller.MEMBER, Authorizer::admin, held -> held.state().reads().range(PROBE)));
    }

    private CompletableFuture<@Nullable String> dataCorruption() {
        return CompletableFuture.completedFuture(
                requests.state().peek().alarms().isRaised(AlarmType.CORRUPT) ? "alarm activated: CORRUPT" : null);
    }

    private CompletableFuture<@Nullable String> nonLearner() {
        return CompletableFuture.completedFuture(isLearner.getAsBoolean() ? "not supported for learner" : null);
    }

    private static CompletableFuture<@Nullable String> verdict(CompletableFuture<?> read) {
        return read.handle((response, failure) -> failure == null
                ? null
                : EtcdError.translate(failure).getStatus().getDescription());
    }
}
