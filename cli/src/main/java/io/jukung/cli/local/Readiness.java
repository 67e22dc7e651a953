package io.jukung.cli.local;

import io.jukung.api.model.object.KubeObject;
import io.jukung.cli.CommandFailure;
import io.jukung.cli.rest.Kubeconfig;
import io.jukung.cli.rest.RestClient;
import io.jukung.cli.rest.RestFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.function.Consumer;

/** Waits until a local cluster can be used. */
public final class Readiness {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final int LOG_LINES = 5;

    private final ClusterLayout layout;
    private final ClusterPlan plan;
    private final Instant since;

    /**
     * Of one start.
     *
     * @param since when it began: a node that was ready before has to show a heartbeat of after
     */
    public Readiness(ClusterLayout layout, ClusterPlan plan, Instant since) {
        this.layout = layout;
        this.plan = plan;
        this.since = since;
    }

    /**
     * Returns once the API answers and the node is ready; tells each step once.
     *
     * @throws CommandFailure as soon as a process keeps ending, with what it said last; or after {@code patience}
     */
    public void await(Duration patience, Consumer<String> progress) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        try (var client = new RestClient(Kubeconfig.read(layout.kubeconfig()))) {
            boolean apiTold = false;
            while (true) {
                var missing = missing(client);
                if (missing.isEmpty()) {
                    progress.accept("node " + plan.nodeName() + " is ready");
                    return;
                }
                if (!apiTold && missing.startsWith("node")) {
                    apiTold = true;
                    progress.accept("the API answers at https://127.0.0.1:" + plan.apiPort());
                }
                requireProcesses();
                if (System.nanoTime() > deadline) {
                    throw new CommandFailure("not up after " + patience.toSeconds() + " s: " + missing
                            + "; see the logs in " + layout.logs() + ", or give it longer with --timeout");
                }
                Thread.sleep(POLL);
            }
        }
    }

    private void requireProcesses() {
        var entries = ProcessTable.entries(layout);
        if (ProcessTable.supervisor(layout).isEmpty()) {
            throw ended("the supervisor ended", ProcessTable.SUPERVISOR);
        }
        entries.stream().filter(RunningProcess::keepsEnding).findFirst().ifPresent(process -> {
            throw ended(process.name() + " keeps ending", process.name());
        });
    }

    private CommandFailure ended(String what, String process) {
        var log = new LogFile(layout.log(process));
        return new CommandFailure(what + "; its log " + log.path() + " ends with:\n" + log.tail(LOG_LINES));
    }

    /** What is not there yet; "" when all is. */
    private String missing(RestClient client) {
        var node = "node " + plan.nodeName();
        try {
            var object = new KubeObject(client.get("/api/v1/nodes/" + plan.nodeName()));
            boolean ready = object.status().list("conditions").objects().stream()
                    .anyMatch(condition -> condition.text("type").equals("Ready")
                            && condition.text("status").equals("True"));
            if (!ready) {
                return node + " is not ready";
            }
            var lease = client.get("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/" + plan.nodeName());
            return isSince(lease.text("spec", "renewTime")) ? "" : node + " has not sent a heartbeat";
        } catch (RestFailure e) {
            return e.code() == 404
                    ? node + " has not registered"
                    : "the API answers " + e.code() + ": " + e.getMessage();
        } catch (CommandFailure e) {
            return e.getMessage() == null ? "the API does not answer" : e.getMessage();
        }
    }

    private boolean isSince(String time) {
        try {
            return Instant.parse(time).isAfter(since);
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
