package io.jukung.cli;

import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code jukung kubeconfig}. */
@Command(name = "kubeconfig", description = "Print the path of the local cluster's kubeconfig file, and nothing else.")
final class KubeconfigCommand implements Callable<Integer> {

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Override
    public Integer call() {
        var file = cluster.layout().kubeconfig();
        if (!Files.exists(file)) {
            throw new CommandFailure("no cluster in " + cluster.layout().root() + "; make one with: jukung up");
        }
        System.out.println(file);
        return 0;
    }
}
