package io.jukung.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jukung completion}: picocli's script, and what etcdctl's grammar has behind {@code kv} and {@code cluster}. */
@Command(
        name = "completion",
        description = "Print a completion script for bash and zsh; use it with: source <(./jukung completion)")
final class CompletionCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        System.out.println(script(spec.root().commandLine()));
    }

    static String script(CommandLine program) {
        return String.join(
                "\n",
                AutoComplete.bash(program.getCommandName(), program),
                // In place of the functions of these names above, which know of nothing there.
                KvCommand.KV.completion("_picocli_jukung_kv"),
                KvCommand.CLUSTER.completion("_picocli_jukung_cluster"));
    }
}
