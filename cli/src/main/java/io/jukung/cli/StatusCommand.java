package io.jukung.cli;

import io.jukung.api.model.codec.Yaml;
import io.jukung.cli.local.StatusView;
import io.jukung.cli.rest.PrettyJson;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jukung status}. */
@Command(
        name = "status",
        description = "The local cluster at a glance: members, leader, revision, node and pods.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:all is well", "1:something is not, as told"})
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "",
            description = "json or yaml; a table without it.")
    private String output = "";

    @Override
    public Integer call() {
        if (!List.of("", "json", "yaml").contains(output)) {
            throw new CommandFailure("--output=" + output + ": expected json or yaml");
        }
        var view = StatusView.of(cluster.layout());
        switch (output) {
            case "json" -> System.out.println(PrettyJson.text(view.toTree()));
            case "yaml" -> System.out.print(Yaml.write(view.toTree()));
            default -> System.out.println(view.text());
        }
        return view.healthy() ? 0 : 1;
    }
}
