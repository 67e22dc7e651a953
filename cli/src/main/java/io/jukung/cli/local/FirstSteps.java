package io.jukung.cli.local;

import io.jukung.api.model.object.KubeObject;
import io.jukung.cli.CommandFailure;
import io.jukung.cli.rest.Applier;
import io.jukung.cli.rest.Kubeconfig;
import io.jukung.cli.rest.Manifests;
import io.jukung.cli.rest.ResourceNames;
import io.jukung.cli.rest.RestClient;
import io.jukung.cli.rest.RestFailure;
import io.jukung.cli.rest.TablePrinter;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What {@code up} does with a cluster that just came up: images, objects, and telling what to do next. */
public final class FirstSteps {

    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    private final ClusterLayout layout;
    private final ClusterPlan plan;
    private final Instant since;
    private final PrintStream out;
    private final Consumer<String> progress;

    /**
     * For a cluster that can be used.
     *
     * @param since when its start began
     */
    public FirstSteps(
            ClusterLayout layout, ClusterPlan plan, Instant since, PrintStream out, Consumer<String> progress) {
        this.layout = layout;
        this.plan = plan;
        this.since = since;
        this.out = out;
        this.progress = progress;
    }

    /** Builds the files' local images, applies their objects and waits until their Deployments are rolled out. */
    public void take(List<String> files, Duration patience) throws InterruptedException {
        try (var client = new RestClient(Kubeconfig.read(layout.kubeconfig()))) {
            var applied = new ArrayList<Applier.Applied>();
            var applier = new Applier(client, ResourceNames.discover(client));
            for (var file : files) {
                for (var object : Manifests.read(file)) {
                    LocalImages.buildFor(object, Path.of(file), layout, progress);
                    try {
                        var result = applier.apply(object, client.defaultNamespace(), false, false);
                        out.println(result.objectName() + " " + result.outcome());
                        applied.add(result);
                    } catch (RestFailure | CommandFailure e) {
                        throw new CommandFailure(
                                file + ": " + e.getMessage()
                                        + "; the cluster runs on, mend the file and use: jukung apply -f " + file,
                                e);
                    }
                }
            }
            long deadline = System.nanoTime() + patience.toNanos();
            var rollouts = new RolloutWait(client, since, progress);
            for (var each : applied) {
                if (each.object().kind().equals("Deployment")) {
                    rollouts.await(each.object(), deadline);
                }
            }
            show(client, applied);
        }
    }

    private void show(RestClient client, List<Applier.Applied> applied) {
        if (!applied.isEmpty()) {
            out.println();
            TablePrinter.lines(client.get("/api/v1/pods", TABLE), true, true).forEach(out::println);
            out.println();
            for (var each : applied) {
                if (each.object().kind().equals("Service")) {
                    out.println("service " + each.object().name() + ": " + address(each.object()));
                }
            }
            out.println();
        }
        if (!layout.isDefault()) {
            out.println("this shell:  export JUKUNG_DATA_DIR=" + layout.root());
        }
        out.println("kubeconfig:  " + layout.kubeconfig() + "   (export KUBECONFIG=$(./jukung kubeconfig))");
        out.println("try next:    ./jukung status · ./jukung get pods -A -o wide · kubectl get nodes");
        out.println("stop:        ./jukung down   (data stays; --purge removes it)");
    }

    private String address(KubeObject service) {
        var lines = new ArrayList<String>();
        for (var port : service.spec().list("ports").objects()) {
            lines.add("curl http://" + service.spec().text("clusterIP") + ":" + port.whole(80, "port"));
            long nodePort = port.whole(0, "nodePort");
            if (nodePort > 0) {
                lines.add("curl http://" + plan.nodeIp() + ":" + nodePort);
            }
        }
        return String.join("   or   ", lines);
    }
}
