package io.jukung.chaos.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Hook: calls its part once that is merged. */
@Command(name = "serve", description = "Serves reports to a browser.", mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw new IllegalArgumentException("serve: this build does not have it yet");
    }
}
