package io.jukung.cli;

import io.jukung.cli.local.Preflight;
import io.jukung.cli.local.Teardown;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jukung down}. */
@Command(name = "down", description = "Stop the local cluster and take all it made off the machine; its data stays.")
final class DownCommand implements Callable<Integer> {

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--purge", description = "Remove the data too.")
    private boolean purge;

    @Override
    public Integer call() {
        Preflight.requireRoot("jukung down");
        var layout = cluster.layout();
        if (layout.readPlan().isEmpty()) {
            System.err.println("jukung: no cluster in " + layout.root() + ", nothing to stop");
            return 0;
        }
        var lock = layout.lock();
        Teardown.all(layout);
        if (purge) {
            Teardown.data(layout);
        }
        lock.release();
        System.err.println("jukung: stopped" + (purge ? " and removed" : "; start it again with: jukung up"));
        return 0;
    }
}
