package io.jukung.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Measures stores side by side, and shows what was measured. */
@Command(
        name = "benchmarks",
        mixinStandardHelpOptions = true,
        description = "Measures stores that take etcd's flags side by side.",
        subcommands = {MeasureCommand.class, RenderCommand.class})
public final class Benchmarks {

    /** Runs a command; exits with 2 on wrong arguments, with 1 if something failed. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Benchmarks())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }
}
