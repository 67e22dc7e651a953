package io.jukung.cli.local;

import io.jukung.api.model.object.KubeObject;
import io.jukung.cli.CommandFailure;
import io.jukung.cli.rest.Kubeconfig;
import io.jukung.cli.rest.RestClient;
import io.jukung.cli.rest.RestFailure;
import java.time.Duration;
import java.util.function.Consumer;

/** Waits until a local cluster can be used. */
public final class Readiness {

    private static final Duration POLL = Duration.ofMillis(250);

    private Readiness() {}

    /** Returns once the API answers and the node is ready; tells each step once. */
    public static void await(ClusterLayout layout, ClusterPlan plan, Duration patience, Consumer<String> progress)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        try (var client = new RestClient(Kubeconfig.read(layout.kubeconfig()))) {
            boolean apiTold = false;
            while (true) {
                var missing = missing(client, plan);
                if (missing.isEmpty()) {
                    progress.accept("node " + plan.nodeName() + " is ready");
                    return;
                }
                if (!apiTold && missing.startsWith("node")) {
                    apiTold = true;
                    progress.accept("the API answers at https://127.0.0.1:" + plan.apiPort());
                }
                if (ProcessTable.supervisor(layout).isEmpty()) {
                    throw new CommandFailure("the supervisor ended; see " + layout.log(ProcessTable.SUPERVISOR));
                }
                if (System.nanoTime() > deadline) {
                    throw new CommandFailure("not up after " + patience.toSeconds() + " s: " + missing
                            + "; see the logs in " + layout.logs());
                }
                Thread.sleep(POLL);
            }
        }
    }

    /** What is not there yet; "" when all is. */
    private static String missing(RestClient client, ClusterPlan plan) {
        try {
            var node = new KubeObject(client.get("/api/v1/nodes/" + plan.nodeName()));
            boolean ready = node.status().list("conditions").objects().stream()
                    .anyMatch(condition -> condition.text("type").equals("Ready")
                            && condition.text("status").equals("True"));
            return ready ? "" : "node " + plan.nodeName() + " is not ready";
        } catch (RestFailure e) {
            return e.code() == 404
                    ? "node " + plan.nodeName() + " has not registered"
                    : "the API answers " + e.code() + ": " + e.getMessage();
        } catch (CommandFailure e) {
            return e.getMessage() == null ? "the API does not answer" : e.getMessage();
        }
    }
}
