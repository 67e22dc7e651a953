package io.jukung.cli.local;

import io.jukung.api.model.object.KubeObject;
import io.jukung.cli.CommandFailure;
import io.jukung.cli.rest.Applier;
import io.jukung.cli.rest.DeploymentRollout;
import io.jukung.cli.rest.Kubeconfig;
import io.jukung.cli.rest.Manifests;
import io.jukung.cli.rest.ResourceNames;
import io.jukung.cli.rest.RestClient;
import io.jukung.cli.rest.RestFailure;
import io.jukung.cli.rest.TablePrinter;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What {@code up} does with a cluster that just came up: images, objects, and telling what to do next. */
public final class FirstSteps {

    private static final Duration POLL = Duration.ofMillis(300);
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    private final ClusterLayout layout;
    private final ClusterPlan plan;
    private final PrintStream out;
    private final Consumer<String> progress;

    public FirstSteps(ClusterLayout layout, ClusterPlan plan, PrintStream out, Consumer<String> progress) {
        this.layout = layout;
        this.plan = plan;
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
                    } catch (RestFailure e) {
                        throw new CommandFailure(file + ": " + e.getMessage(), e);
                    }
                }
            }
            long deadline = System.nanoTime() + patience.toNanos();
            for (var each : applied) {
                if (each.object().kind().equals("Deployment")) {
                    awaitRollout(client, each.object(), deadline);
                }
            }
            show(client, applied);
        }
    }

    private void awaitRollout(RestClient client, KubeObject deployment, long deadline) throws InterruptedException {
        var path = "/apis/apps/v1/namespaces/" + deployment.namespace() + "/deployments/" + deployment.name();
        var told = "";
        while (true) {
            var now = DeploymentRollout.progress(new KubeObject(client.get(path)));
            if (!now.message().equals(told)) {
                told = now.message();
                progress.accept(told);
            }
            if (now.complete()) {
                return;
            }
            if (now.failed() || System.nanoTime() > deadline) {
                throw new CommandFailure("the pods of " + deployment.name() + " do not run: " + now.message()
                        + "; see: jukung get pods, jukung describe pods");
            }
            Thread.sleep(POLL);
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
