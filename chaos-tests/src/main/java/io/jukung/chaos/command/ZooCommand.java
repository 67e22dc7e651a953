package io.jukung.chaos.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Hook: calls its part once that is merged. */
@Command(
        name = "zoo",
        description = "Puts known bugs into the store, one by one, and tells whether they are found.",
        mixinStandardHelpOptions = true)
public final class ZooCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw new IllegalArgumentException("zoo: this build does not have it yet");
    }
}
