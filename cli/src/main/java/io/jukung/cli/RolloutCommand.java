package io.jukung.cli;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.cli.GetCommand.ObjectTarget;
import io.jukung.cli.rest.DeploymentRollout;
import io.jukung.cli.rest.ResourceNames;
import io.jukung.cli.rest.RestClient;
import io.jukung.cli.rest.TablePrinter;
import io.jukung.platform.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jukung rollout} and its verbs, on Deployments. */
@Command(
        name = "rollout",
        description = "Follow and steer the rollout of a Deployment.",
        subcommands = {
            RolloutCommand.Status.class,
            RolloutCommand.History.class,
            RolloutCommand.Undo.class,
            RolloutCommand.Restart.class,
            RolloutCommand.Pause.class,
            RolloutCommand.Resume.class
        })
final class RolloutCommand {

    /** What the verbs share: one Deployment, reached through one connection. */
    abstract static class Verb implements Callable<Integer> {

        @Mixin
        private ConnectionOptions connection = new ConnectionOptions();

        @Parameters(arity = "1..2", paramLabel = "NAME", description = "deployment/NAME, deployment NAME, or NAME.")
        private List<String> what = List.of();

        @Override
        public Integer call() throws InterruptedException {
            var words = what.size() == 1 && !what.getFirst().contains("/")
                    ? List.of("deployments.apps", what.getFirst())
                    : what;
            try (var client = connection.connect()) {
                var target = ObjectTarget.parse(words, ResourceNames.discover(client))
                        .getFirst();
                if (!target.resource().resource().equals("deployments")) {
                    throw new CommandFailure("rollout is for deployments, not "
                            + target.resource().resource());
                }
                return run(new Deployment(client, target, connection.namespace(client)));
            }
        }

        abstract int run(Deployment deployment) throws InterruptedException;
    }

    /** One Deployment on the server. */
    record Deployment(RestClient client, ObjectTarget target, String namespace) {

        String label() {
            return "deployment.apps/" + target.name();
        }

        private String path() {
            return target.resource().path(namespace, target.name());
        }

        KubeObject read() {
            return new KubeObject(client.get(path()));
        }

        void patch(ObjectValue patch) {
            client.call(
                    "PATCH", path(), "application/json", "application/strategic-merge-patch+json", Json.write(patch));
        }

        void patchJson(Value patch) {
            client.call("PATCH", path(), "application/json", "application/json-patch+json", Json.write(patch));
        }

        /** The ReplicaSets it controls, oldest revision first. */
        List<KubeObject> revisions() {
            return DeploymentRollout.revisions(
                    read(),
                    client
                            .get("/apis/apps/v1/namespaces/" + RestClient.encoded(namespace) + "/replicasets")
                            .list("items")
                            .objects()
                            .stream()
                            .map(KubeObject::new)
                            .toList());
        }
    }

    @Command(name = "status", description = "Wait until the rollout is complete, telling how far it is.")
    static final class Status extends Verb {

        private static final Duration POLL = Duration.ofMillis(300);

        @Option(
                names = "--timeout",
                paramLabel = "SECONDS",
                defaultValue = "0",
                description = "Give up after this long; 0 for never (default: ${DEFAULT-VALUE}).")
        private long timeoutSeconds;

        @Override
        int run(Deployment deployment) throws InterruptedException {
            long deadline =
                    System.nanoTime() + Duration.ofSeconds(timeoutSeconds).toNanos();
            var told = "";
            while (true) {
                var progress = DeploymentRollout.progress(deployment.read());
                if (!progress.message().equals(told)) {
                    told = progress.message();
                    System.out.println(told);
                }
                if (progress.failed()) {
                    return 1;
                }
                if (progress.complete()) {
                    return 0;
                }
                if (timeoutSeconds > 0 && System.nanoTime() > deadline) {
                    throw new CommandFailure("timed out after " + timeoutSeconds + " s waiting for the rollout");
                }
                Thread.sleep(POLL);
            }
        }
    }

    @Command(name = "history", description = "The revisions that can be gone back to.")
    static final class History extends Verb {

        @Override
        int run(Deployment deployment) {
            var rows = new ArrayList<List<String>>();
            rows.add(List.of("REVISION", "REPLICASET", "CHANGE-CAUSE"));
            for (var set : deployment.revisions()) {
                rows.add(List.of(
                        Long.toString(DeploymentRollout.revision(set)),
                        set.name(),
                        set.annotations().getOrDefault("kubernetes.io/change-cause", "<none>")));
            }
            System.out.println(deployment.label());
            TablePrinter.align(rows).forEach(System.out::println);
            return 0;
        }
    }

    @Command(name = "undo", description = "Go back to the revision before, or to a given one.")
    static final class Undo extends Verb {

        @Option(
                names = "--to-revision",
                paramLabel = "N",
                defaultValue = "0",
                description = "Which revision; 0 for the one before (default: ${DEFAULT-VALUE}).")
        private long revision;

        @Override
        int run(Deployment deployment) {
            var template = DeploymentRollout.templateOf(deployment.revisions(), revision);
            deployment.patchJson(ListValue.of(ObjectValue.builder()
                    .put("op", "replace")
                    .put("path", "/spec/template")
                    .put("value", template)
                    .build()));
            System.out.println(deployment.label() + " rolled back");
            return 0;
        }
    }

    @Command(name = "restart", description = "Replace all pods, by the Deployment's own strategy.")
    static final class Restart extends Verb {

        @Override
        int run(Deployment deployment) {
            deployment.patch(ObjectValue.empty()
                    .withAt(
                            Value.of(Clock.system()
                                    .now()
                                    .truncatedTo(ChronoUnit.SECONDS)
                                    .toString()),
                            "spec",
                            "template",
                            "metadata",
                            "annotations",
                            "kubectl.kubernetes.io/restartedAt"));
            System.out.println(deployment.label() + " restarted");
            return 0;
        }
    }

    @Command(name = "pause", description = "Let changes wait until resumed.")
    static final class Pause extends Verb {

        @Override
        int run(Deployment deployment) {
            deployment.patch(ObjectValue.empty().withAt(Value.of(true), "spec", "paused"));
            System.out.println(deployment.label() + " paused");
            return 0;
        }
    }

    @Command(name = "resume", description = "Roll out what waited.")
    static final class Resume extends Verb {

        @Override
        int run(Deployment deployment) {
            deployment.patch(ObjectValue.empty().withAt(Value.of(false), "spec", "paused"));
            System.out.println(deployment.label() + " resumed");
            return 0;
        }
    }
}
