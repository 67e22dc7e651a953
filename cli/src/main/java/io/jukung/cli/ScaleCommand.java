package io.jukung.cli;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.cli.GetCommand.ObjectTarget;
import io.jukung.cli.rest.ResourceNames;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jukung scale}. */
@Command(name = "scale", description = "Set how many pods a Deployment or ReplicaSet keeps.")
final class ScaleCommand implements Callable<Integer> {

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--replicas", required = true, paramLabel = "N", description = "How many, 0 or more.")
    private long replicas;

    @Parameters(arity = "1..2", paramLabel = "KIND NAME", description = "A kind and a name, or KIND/NAME.")
    private List<String> what = List.of();

    @Override
    public Integer call() {
        if (replicas < 0) {
            throw new CommandFailure("--replicas=" + replicas + ": expected 0 or more");
        }
        try (var client = connection.connect()) {
            for (var target : ObjectTarget.parse(what, ResourceNames.discover(client))) {
                if (target.name().isEmpty()) {
                    throw new CommandFailure("name the object to scale: KIND NAME");
                }
                client.call(
                        "PATCH",
                        target.resource().path(connection.namespace(client), target.name()) + "/scale",
                        "application/json",
                        "application/merge-patch+json",
                        Json.write(ObjectValue.empty().withAt(Value.of(replicas), "spec", "replicas")));
                System.out.println(target.resource().objectName(target.name()) + " scaled");
            }
            return 0;
        }
    }
}
