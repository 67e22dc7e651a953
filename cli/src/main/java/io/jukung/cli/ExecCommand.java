package io.jukung.cli;

import io.jukung.cli.rest.ExecSession;
import io.jukung.cli.rest.RestClient;
import io.jukung.cli.rest.TerminalSize;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jukung exec}. */
@Command(name = "exec", description = "Run a command in a pod's container; its exit code is this command's.")
final class ExecCommand implements Callable<Integer> {

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private ContainerOptions target = new ContainerOptions();

    @Option(
            names = {"-i", "--stdin"},
            description = "Pass standard input on.")
    private boolean stdin;

    @Option(
            names = {"-t", "--tty"},
            description = "Give the command a terminal.")
    private boolean tty;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "COMMAND",
            description = "The command and its arguments, after --.")
    private List<String> command = List.of();

    @Override
    public Integer call() {
        try (var client = connection.connect()) {
            var query = command.stream()
                    .map(word -> "command=" + RestClient.encoded(word))
                    .collect(Collectors.joining("&"));
            var podPath = target.podPath(client, connection.namespace(client));
            // A refused WebSocket does not say why; a pod that is not there is told this way.
            client.get(podPath);
            var path = podPath + "/exec?" + query
                    + target.query()
                    + "&stdin=" + stdin + "&stdout=true&stderr=" + !tty + "&tty=" + tty;
            var terminal = RawTerminal.enter(stdin && tty);
            try {
                return ExecSession.run(
                        client,
                        path,
                        stdin ? System.in : null,
                        System.out,
                        System.err,
                        tty ? TerminalSize::ofThisProcess : Optional::empty);
            } finally {
                terminal.leave();
            }
        }
    }
}
