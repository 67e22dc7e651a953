package io.jukung.cli;

import io.jukung.cli.rest.RestFailure;
import java.io.UncheckedIOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Spec;

/** The program. Each command builds what it needs, top to bottom, in its own {@code call}. */
@Command(
        name = "jukung",
        description = "A container platform in one program: store, API server, controllers, node, network.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Provider.class,
        commandListHeading = "%nCommands:%n",
        footerHeading = "%n",
        footer = "Start here: ./jukung up -f examples/hello.yaml",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            KubeconfigCommand.class,
            StoreCommand.class,
            ServerCommand.class,
            NodeCommand.class,
            GetCommand.class,
            DescribeCommand.class,
            ApplyCommand.class,
            DeleteCommand.class,
            LogsCommand.class,
            ExecCommand.class,
            ScaleCommand.class,
            RolloutCommand.class,
            ImageCommand.class,
            KvCommand.class,
            ClusterCommand.class,
            VersionCommand.class,
            CompletionCommand.class,
            SuperviseCommand.class
        })
public final class Main implements Runnable {

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    /** Without a command: the help. */
    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /** Runs a command; its exit code. */
    static int execute(String... arguments) {
        return KvCommand.run(List.of(arguments)).orElseGet(() -> commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        var commandLine = new CommandLine(new Main());
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            switch (failure) {
                case CommandFailure told -> System.err.println("jukung: " + told.getMessage());
                case RestFailure refused -> System.err.println(refused.sentence());
                case UncheckedIOException io -> System.err.println("jukung: " + io.getMessage());
                default -> throw failure;
            }
            return 1;
        });
        commandLine.setParameterExceptionHandler((wrong, arguments) -> {
            var command = wrong.getCommandLine();
            command.getErr().println("jukung: " + wrong.getMessage());
            CommandLine.UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
            command.getErr().println("see: " + command.getCommandSpec().qualifiedName() + " --help");
            return command.getCommandSpec().exitCodeOnInvalidInput();
        });
        // Every command has --help, on itself and on what is below it.
        addHelp(commandLine);
        return commandLine;
    }

    private static void addHelp(CommandLine command) {
        if (!command.isUsageHelpRequested() && !command.getCommandSpec().mixinStandardHelpOptions()) {
            command.getCommandSpec()
                    .addOption(CommandLine.Model.OptionSpec.builder("-h", "--help")
                            .usageHelp(true)
                            .type(boolean.class)
                            .description("Show this help.")
                            .build());
        }
        command.getSubcommands().values().forEach(Main::addHelp);
    }
}
