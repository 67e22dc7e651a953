package io.jukung.cli;

import io.jukung.cli.rest.Applier;
import io.jukung.cli.rest.Manifests;
import io.jukung.cli.rest.ResourceNames;
import io.jukung.cli.rest.RestFailure;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jukung apply}. */
@Command(name = "apply", description = "Create or change objects as files say (server-side apply).")
final class ApplyCommand implements Callable<Integer> {

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = {"-f", "--filename"},
            required = true,
            paramLabel = "FILE",
            description = "YAML or JSON file, a folder of such files, or - for standard input.")
    private List<String> files = List.of();

    @Option(names = "--dry-run", description = "Ask the server what would happen, change nothing.")
    private boolean dryRun;

    @Option(names = "--force-conflicts", description = "Take over fields that others manage.")
    private boolean force;

    @Override
    public Integer call() {
        var objects =
                files.stream().flatMap(file -> Manifests.read(file).stream()).toList();
        if (objects.isEmpty()) {
            throw new CommandFailure("no objects in " + String.join(", ", files));
        }
        try (var client = connection.connect()) {
            var applier = new Applier(client, ResourceNames.discover(client));
            int failed = 0;
            for (var object : objects) {
                try {
                    var applied = applier.apply(object, connection.namespace(client), dryRun, force);
                    System.out.println(applied.objectName() + " " + applied.outcome());
                } catch (RestFailure e) {
                    // As kubectl: the other objects are still applied, the exit code tells.
                    System.err.println(e.sentence());
                    failed++;
                }
            }
            return failed == 0 ? 0 : 1;
        }
    }
}
