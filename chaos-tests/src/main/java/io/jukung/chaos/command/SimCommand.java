package io.jukung.chaos.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Hook: calls its part once that is merged. */
@Command(name = "sim", description = "Simulates the store's upper half by seeds.", mixinStandardHelpOptions = true)
public final class SimCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw new IllegalArgumentException("sim: this build does not have it yet");
    }
}
