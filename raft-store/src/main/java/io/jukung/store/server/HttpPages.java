package io.jukung.store.server;

import io.grpc.Channel;
import io.jukung.store.StoreConfig;
import io.jukung.store.gateway.Gateway;
import io.jukung.store.http.HttpAnswer;
import io.jukung.store.http.HttpFront;
import io.jukung.store.http.Page;
import io.jukung.store.http.RequestHandler;
import io.jukung.store.replication.ReplicatedLog;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** All that a member serves over HTTP, by its addresses. */
public final class HttpPages {

    private final StoreConfig config;
    private final Requests requests;
    private final ReplicatedLog<?> log;
    private final StoreMetrics metrics;
    private final Executor workers;
    private final Map<String, RequestHandler> health;

    /**
     * Makes the pages.
     *
     * @param isLearner whether this member has no vote now
     * @param workers bounded; for what takes longer than a loop has time
     */
    public HttpPages(
            StoreConfig config,
            Requests requests,
            ReplicatedLog<?> log,
            BooleanSupplier isLearner,
            StoreMetrics metrics,
            PrometheusRegistry registry,
            Executor workers) {
        this.config = config;
        this.requests = requests;
        this.log = log;
        this.metrics = metrics;
        this.workers = workers;
        this.health =
                new HealthChecks(requests, () -> log.leader() != 0, isLearner, new HealthMetrics(registry)).handlers();
    }

    /** For addresses that only watch over the member. */
    HttpFront forMetrics() {
        var paths = new LinkedHashMap<>(health);
        paths.put("/metrics", ((Page) head -> metricsText()).onAnyMethod());
        return new HttpFront(config.http(), paths);
    }

    /** For clients; the gateway calls through {@code channel}. */
    HttpFront forClients(Channel channel, int maxMessageBytes) {
        var paths = new LinkedHashMap<>(health);
        paths.put("/metrics", ((Page) head -> metricsText()).onAnyMethod());
        paths.put("/version", ((Page) head -> CompletableFuture.completedFuture(version())).onGet());
        paths.put("/debug/vars", ((Page) head -> CompletableFuture.completedFuture(variables())).onAnyMethod());
        if (config.http().gateway()) {
            paths.put(Gateway.prefix(), new Gateway(channel, workers, maxMessageBytes));
        }
        return new HttpFront(config.http(), paths);
    }

    private CompletableFuture<HttpAnswer> metricsText() {
        return CompletableFuture.supplyAsync(
                () -> HttpAnswer.of(200, "text/plain; version=0.0.4; charset=utf-8", metrics.text()), workers);
    }

    private HttpAnswer version() {
        var cluster = requests.state().peek().cluster().version().shown();
        return HttpAnswer.json(
                200,
                "{\"etcdserver\":\"%s\",\"etcdcluster\":\"%s\",\"storage\":\"%s\"}"
                        .formatted(config.release().version(), cluster, cluster));
    }

    /** etcd's names; of Go's memory statistics those that mean something here. No command line: it may hold secrets. */
    private HttpAnswer variables() {
        var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        var text = """
            {
            "file_descriptor_limit": %d,
            "memstats": {"HeapAlloc":%d,"HeapSys":%d},
            "raft.status": {"id":"%s","term":%d,"commit":%d,"applied":%d,"lead":"%s","raftState":"%s"}
            }
            """.formatted(
                        ProcessFiles.limit(),
                        heap.getUsed(),
                        heap.getCommitted(),
                        Long.toHexString(requests.headers().memberId()),
                        log.term(),
                        Math.max(0, log.commitIndex()),
                        Math.max(0, requests.state().progress().get()),
                        Long.toHexString(log.leader()),
                        log.leads() ? "StateLeader" : "StateFollower");
        return HttpAnswer.of(200, "application/json; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }
}
