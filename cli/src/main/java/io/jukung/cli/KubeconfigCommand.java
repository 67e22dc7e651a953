package io.jukung.cli;

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
        cluster.layout().plannedCluster();
        System.out.println(cluster.layout().kubeconfig());
        return 0;
    }
}
