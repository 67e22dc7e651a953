package io.jukung.cli;

import io.jukung.cli.local.Supervisor;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The background process of {@code jukung up}. */
@Command(name = "supervise", hidden = true, description = "Keep the processes of the local cluster; started by up.")
final class SuperviseCommand implements Callable<Integer> {

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Override
    public Integer call() throws InterruptedException {
        var supervisor = Supervisor.of(cluster.layout());
        var ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            supervisor.close();
            ended.countDown();
        }));
        supervisor.start();
        ended.await();
        return 0;
    }
}
