package io.jukung.cli;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.cli.GetCommand.ObjectTarget;
import io.jukung.cli.rest.Manifests;
import io.jukung.cli.rest.ResourceNames;
import io.jukung.cli.rest.RestClient;
import io.jukung.cli.rest.RestFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jukung delete}. */
@Command(name = "delete", description = "Delete objects by name or those a file lists, and wait until they are gone.")
final class DeleteCommand implements Callable<Integer> {

    private static final Duration POLL = Duration.ofMillis(200);

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE",
            description = "Delete the objects of this file.")
    private List<String> files = List.of();

    @Option(
            names = "--grace-period",
            paramLabel = "SECONDS",
            description = "Seconds a pod is given to end; 0 at once (default: the pod's own).")
    private @Nullable Long gracePeriod;

    @Option(
            names = "--wait",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Wait until the objects are gone (default: ${DEFAULT-VALUE}).")
    private boolean wait;

    @Option(names = "--ignore-not-found", description = "An object that is not there is no failure.")
    private boolean ignoreNotFound;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "How long to wait (default: ${DEFAULT-VALUE}).")
    private long timeoutSeconds;

    @Parameters(arity = "0..*", paramLabel = "KIND NAME…", description = "A kind and names, or KIND/NAME.")
    private List<String> what = List.of();

    private record Doomed(String label, String path) {}

    @Override
    public Integer call() throws InterruptedException {
        if (files.isEmpty() == what.isEmpty()) {
            throw new CommandFailure("name objects (KIND NAME) or a file (-f), one of the two");
        }
        try (var client = connection.connect()) {
            int failed = 0;
            var waiting = new ArrayList<Doomed>();
            for (var doomed : doomed(client)) {
                try {
                    client.call(
                            "DELETE",
                            doomed.path,
                            "application/json",
                            gracePeriod == null ? "" : "application/json",
                            gracePeriod == null
                                    ? new byte[0]
                                    : Json.write(ObjectValue.builder()
                                            .put("apiVersion", "v1")
                                            .put("kind", "DeleteOptions")
                                            .put("gracePeriodSeconds", gracePeriod)
                                            .build()));
                    System.out.println(doomed.label + " deleted");
                    waiting.add(doomed);
                } catch (RestFailure e) {
                    if (!(ignoreNotFound && e.code() == 404)) {
                        System.err.println(e.sentence());
                        failed++;
                    }
                }
            }
            if (wait) {
                awaitGone(client, waiting);
            }
            return failed == 0 ? 0 : 1;
        }
    }

    private List<Doomed> doomed(RestClient client) {
        var names = ResourceNames.discover(client);
        var namespace = connection.namespace(client);
        var list = new ArrayList<Doomed>();
        for (var file : files) {
            for (var object : Manifests.read(file)) {
                var resource = names.ofKind(object.apiVersion(), object.kind())
                        .orElseThrow(() -> new CommandFailure("the server has no kind \"" + object.kind()
                                + "\" in version \"" + object.apiVersion() + "\""));
                var home = object.namespace().isEmpty() ? namespace : object.namespace();
                list.add(new Doomed(resource.objectName(object.name()), resource.path(home, object.name())));
            }
        }
        if (!what.isEmpty()) {
            for (var target : ObjectTarget.parse(what, names)) {
                if (target.name().isEmpty()) {
                    throw new CommandFailure(
                            "name the objects of " + target.resource().resource() + " to delete");
                }
                list.add(new Doomed(
                        target.resource().objectName(target.name()),
                        target.resource().path(namespace, target.name())));
            }
        }
        return list;
    }

    private void awaitGone(RestClient client, List<Doomed> waiting) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(timeoutSeconds).toNanos();
        for (var doomed : waiting) {
            while (exists(client, doomed.path)) {
                if (System.nanoTime() > deadline) {
                    throw new CommandFailure(doomed.label + " is still there after " + timeoutSeconds
                            + " s: finalizers or a running container hold it; see: jukung describe " + doomed.label);
                }
                Thread.sleep(POLL);
            }
        }
    }

    private static boolean exists(RestClient client, String path) {
        try {
            client.get(path);
            return true;
        } catch (RestFailure e) {
            if (e.code() == 404) {
                return false;
            }
            throw e;
        }
    }
}
