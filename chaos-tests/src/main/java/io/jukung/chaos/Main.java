package io.jukung.chaos;

import io.jukung.chaos.command.CheckCommand;
import io.jukung.chaos.command.MatrixCommand;
import io.jukung.chaos.command.RunCommand;
import io.jukung.chaos.command.ScenarioCommand;
import io.jukung.chaos.command.ServeCommand;
import io.jukung.chaos.command.SoakCommand;
import io.jukung.chaos.command.ZooCommand;
import io.jukung.chaos.sim.SimCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Spec;

/**
 * {@code jukung-chaos}: breaks stores and judges what they said. Exit codes: 0 passed, 1 violated, 2 bad usage or it could
 * not be run, 3 vacuous or unknown.
 */
@Command(
        name = "jukung-chaos",
        description = "Breaks a store while clients use it, and judges whether it kept its promises.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        commandListHeading = "%nCommands:%n",
        footerHeading = "%n",
        footer = {
            "Start here: chaos-tests/jukung-chaos run --workload mixed --nemesis kill,partition --time 60",
            "Exit codes: 0 passed, 1 violated, 2 bad usage, 3 vacuous or unknown."
        },
        subcommands = {
            RunCommand.class,
            MatrixCommand.class,
            SoakCommand.class,
            CheckCommand.class,
            ServeCommand.class,
            ZooCommand.class,
            ScenarioCommand.class,
            SimCommand.class
        })
public final class Main implements Runnable {

    /** It could not be run as asked. */
    public static final int BAD_USAGE = 2;

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    /** Without a command: the help. */
    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        var commandLine = new CommandLine(new Main());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            switch (failure) {
                case IllegalArgumentException wrong -> command.getErr().println("jukung-chaos: " + wrong.getMessage());
                case IOException io -> command.getErr().println("jukung-chaos: " + io.getMessage());
                case UncheckedIOException io -> command.getErr().println("jukung-chaos: " + io.getMessage());
                default -> failure.printStackTrace(command.getErr());
            }
            return BAD_USAGE;
        });
        commandLine.setParameterExceptionHandler((wrong, arguments) -> {
            var command = wrong.getCommandLine();
            command.getErr().println("jukung-chaos: " + wrong.getMessage());
            CommandLine.UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
            command.getErr().println("see: " + command.getCommandSpec().qualifiedName() + " --help");
            return BAD_USAGE;
        });
        return commandLine;
    }
}
