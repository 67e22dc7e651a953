package io.jukung.cli;

import io.jukung.cli.rest.RestClient;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jukung logs}. */
@Command(name = "logs", description = "Print the output of a pod's container.")
final class LogsCommand implements Callable<Integer> {

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = {"-c", "--container"},
            paramLabel = "NAME",
            description = "Which container, where the pod has several.")
    private @Nullable String container;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is written from now.")
    private boolean follow;

    @Option(
            names = {"-p", "--previous"},
            description = "The output of the container's run before.")
    private boolean previous;

    @Option(names = "--timestamps", description = "When each line was written.")
    private boolean timestamps;

    @Option(names = "--tail", paramLabel = "LINES", description = "Only the last lines (default: all).")
    private @Nullable Long tail;

    @Parameters(
            paramLabel = "POD",
            description = "The pod's name, or pod/NAME; with deployment/NAME or service/NAME one of its pods.")
    private String pod = "";

    @Override
    public Integer call() {
        try (var client = connection.connect()) {
            var path = PodName.path(client, connection.namespace(client), pod) + "/log?follow=" + follow + "&previous="
                    + previous + "&timestamps=" + timestamps
                    + (container == null ? "" : "&container=" + RestClient.encoded(container))
                    + (tail == null ? "" : "&tailLines=" + tail);
            try (var log = client.stream(path, "text/plain, */*")) {
                var buffer = new byte[8192];
                // A reader that has enough (… | head) ends it.
                for (int read = log.read(buffer); read >= 0 && !System.out.checkError(); read = log.read(buffer)) {
                    System.out.write(buffer, 0, read);
                }
                System.out.flush();
            } catch (IOException e) {
                throw new CommandFailure("the log was cut off: " + CommandFailure.reason(e), e);
            }
            return 0;
        }
    }
}
