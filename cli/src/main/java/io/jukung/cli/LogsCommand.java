package io.jukung.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jukung logs}. */
@Command(name = "logs", description = "Print the output of a pod's container.")
final class LogsCommand implements Callable<Integer> {

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private ContainerOptions target = new ContainerOptions();

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

    @Override
    public Integer call() {
        try (var client = connection.connect()) {
            var path = target.podPath(client, connection.namespace(client)) + "/log?follow=" + follow + "&previous="
                    + previous + "&timestamps=" + timestamps
                    + target.query()
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
