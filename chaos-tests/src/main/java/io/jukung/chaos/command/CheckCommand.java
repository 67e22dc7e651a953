package io.jukung.chaos.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Hook: calls its part once that is merged. */
@Command(name = "check", description = "Judges a history that was written.", mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw new IllegalArgumentException("check: this build does not have it yet");
    }
}
