package io.jukung.cli.local;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.select.LabelSelector;
import io.jukung.cli.CommandFailure;
import io.jukung.cli.rest.DeploymentRollout;
import io.jukung.cli.rest.PodHealth;
import io.jukung.cli.rest.RestClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Waits until Deployments' pods run, and tells at once what keeps them from it. */
final class RolloutWait {

    private static final Duration POLL = Duration.ofMillis(300);
    /** Trouble that lasts this long is not waited for: images that cannot be had, containers that crash. */
    private static final Duration TROUBLE_PATIENCE = Duration.ofSeconds(15);

    private final RestClient client;
    private final Instant since;
    private final Consumer<String> progress;
    private String told = "";

    /**
     * For the Deployments of a cluster.
     *
     * @param since when the cluster was started: only containers younger than that count
     */
    RolloutWait(RestClient client, Instant since, Consumer<String> progress) {
        this.client = client;
        this.since = since;
        this.progress = progress;
    }

    /**
     * Returns once the Deployment is rolled out.
     *
     * @param deadline by {@link System#nanoTime}
     * @throws CommandFailure with the reason when it fails, or is not within the time
     */
    void await(KubeObject deployment, long deadline) throws InterruptedException {
        var path = "/apis/apps/v1/namespaces/" + deployment.namespace() + "/deployments/" + deployment.name();
        long troubleSince = Long.MAX_VALUE;
        while (true) {
            var now = new KubeObject(client.get(path));
            var rollout = DeploymentRollout.progress(now);
            var pods = podsOf(now);
            if (rollout.complete() && ready(pods) >= now.spec().whole(1, "replicas")) {
                tell(rollout.message());
                return;
            }
            var trouble = pods.stream()
                    .map(PodHealth::trouble)
                    .flatMap(Optional::stream)
                    .findFirst();
            tell(trouble.orElseGet(() -> rollout.complete()
                    ? "Waiting for the pods of deployment \"" + now.name() + "\" to be started again..."
                    : rollout.message()));
            long time = System.nanoTime();
            troubleSince = trouble.isEmpty() ? Long.MAX_VALUE : Math.min(troubleSince, time);
            if (rollout.failed()
                    || time > deadline
                    || (trouble.isPresent() && time - troubleSince > TROUBLE_PATIENCE.toNanos())) {
                throw new CommandFailure("the pods of deployment \"" + now.name() + "\" do not run: "
                        + trouble.orElse(rollout.message()) + "; the cluster runs on, see: jukung describe pods");
            }
            Thread.sleep(POLL);
        }
    }

    private void tell(String message) {
        if (!message.equals(told)) {
            told = message;
            progress.accept(message);
        }
    }

    private List<KubeObject> podsOf(KubeObject deployment) {
        var selector = LabelSelector.of(deployment.spec().object("selector"));
        return client.get("/api/v1/namespaces/" + deployment.namespace() + "/pods").list("items").objects().stream()
                .map(KubeObject::new)
                .filter(pod -> selector.matches(pod.labels()))
                .toList();
    }

    private long ready(List<KubeObject> pods) {
        return pods.stream().filter(pod -> PodHealth.isReadySince(pod, since)).count();
    }
}
