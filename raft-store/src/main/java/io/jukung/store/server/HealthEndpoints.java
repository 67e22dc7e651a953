package io.jukung.store.server;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.AlarmType;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.store.auth.Authorizer;
import io.jukung.store.http.HttpAnswer;
import io.jukung.store.http.HttpEndpoints;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** etcd's HTTP paths: {@code /health}, {@code /livez}, {@code /readyz}, {@code /version}, {@code /metrics}. */
public final class HealthEndpoints implements HttpEndpoints {

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
    private final Supplier<String> metrics;
    private final Map<String, Check> livez;
    private final Map<String, Check> readyz;

    /**
     * Makes the checks.
     *
     * @param metrics the text of {@code /metrics}
     */
    public HealthEndpoints(
            Requests requests, BooleanSupplier hasLeader, BooleanSupplier isLearner, Supplier<String> metrics) {
        this.requests = requests;
        this.hasLeader = hasLeader;
        this.isLearner = isLearner;
        this.metrics = metrics;
        this.livez = Map.of("serializable_read", this::serializableRead);
        this.readyz = new TreeMap<>(Map.of(
                "data_corruption", this::dataCorruption,
                "serializable_read", this::serializableRead,
                "linearizable_read", this::linearizableRead,
                "non_learner", this::nonLearner));
    }

    @Override
    public CompletableFuture<HttpAnswer> get(String path, Map<String, List<String>> query) {
        if ("/health".equals(path)) {
            return health(query);
        }
        if ("/version".equals(path)) {
            return CompletableFuture.completedFuture(HttpAnswer.json(
                    200,
                    "{\"etcdserver\":\"%s\",\"etcdcluster\":\"%s\",\"storage\":\"%s\"}"
                            .formatted(ServerVersion.SERVER, ServerVersion.CLUSTER, ServerVersion.STORAGE)));
        }
        if ("/metrics".equals(path)) {
            return CompletableFuture.completedFuture(
                    new HttpAnswer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.get()));
        }
        if (path.equals("/livez") || path.startsWith("/livez/")) {
            return checks("livez", livez, path, query);
        }
        if (path.equals("/readyz") || path.startsWith("/readyz/")) {
            return checks("readyz", readyz, path, query);
        }
        return CompletableFuture.completedFuture(HttpAnswer.text(404, "404 page not found\n"));
    }

    private CompletableFuture<@Nullable String> nonLearner() {
        return CompletableFuture.completedFuture(isLearner.getAsBoolean() ? "not supported for learner" : null);
    }

    private CompletableFuture<HttpAnswer> health(Map<String, List<String>> query) {
        var excluded = Set.copyOf(query.getOrDefault("exclude", List.of()));
        for (var alarm : requests.state().peek().alarms().members()) {
            if (!excluded.contains(alarm.getAlarm().name())) {
                return CompletableFuture.completedFuture(unhealthy("ALARM " + alarm.getAlarm()));
            }
        }
        if (!hasLeader.getAsBoolean()) {
            return CompletableFuture.completedFuture(unhealthy("RAFT NO LEADER"));
        }
        boolean serializable = query.getOrDefault("serializable", List.of()).contains("true");
        return (serializable ? serializableRead() : linearizableRead())
                .thenApply(wrong -> wrong == null
                        ? HttpAnswer.json(200, "{\"health\":\"true\",\"reason\":\"\"}")
                        : unhealthy("RANGE ERROR:" + wrong));
    }

    private static HttpAnswer unhealthy(String reason) {
        return HttpAnswer.json(503, "{\"health\":\"false\",\"reason\":\"" + reason.replace('"', '\'') + "\"}");
    }

    private CompletableFuture<HttpAnswer> checks(
            String name, Map<String, Check> all, String path, Map<String, List<String>> query) {
        var chosen = new LinkedHashMap<>(all);
        var rest = path.substring(name.length() + 1);
        if (rest.length() > 1) {
            chosen.keySet().retainAll(Set.of(rest.substring(1)));
            if (chosen.isEmpty()) {
                return CompletableFuture.completedFuture(HttpAnswer.text(404, "404 page not found\n"));
            }
        }
        chosen.keySet().removeAll(Set.copyOf(query.getOrDefault("exclude", List.of())));
        boolean verbose = query.containsKey("verbose");
        var results = new LinkedHashMap<String, CompletableFuture<@Nullable String>>();
        chosen.forEach((check, run) -> results.put(check, run.get()));
        return CompletableFuture.allOf(results.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    var lines = new ArrayList<String>();
                    boolean failed = false;
                    for (var result : results.entrySet()) {
                        var wrong = result.getValue().join();
                        failed |= wrong != null;
                        lines.add(
                                wrong == null
                                        ? "[+]" + result.getKey() + " ok"
                                        : "[-]" + result.getKey() + " failed: " + wrong);
                    }
                    if (failed) {
                        return HttpAnswer.text(503, String.join("\n", lines) + "\n" + name + " check failed\n");
                    }
                    return HttpAnswer.text(200, verbose ? String.join("\n", lines) + "\nok\n" : "ok\n");
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

    private static CompletableFuture<@Nullable String> verdict(CompletableFuture<?> read) {
        return read.handle((response, failure) -> failure == null
                ? null
                : EtcdError.translate(failure).getStatus().getDescription());
    }
}
