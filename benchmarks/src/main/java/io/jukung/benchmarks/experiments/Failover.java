package io.jukung.benchmarks.experiments;

import io.grpc.ManagedChannel;
import io.jukung.benchmarks.load.Outage;
import io.jukung.benchmarks.load.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The leader is killed with -9: how long until the others acknowledge a write. */
final class Failover implements Experiment {

    /** After a member is back: elections that its return may cause are over. */
    private static final Duration REST = Duration.ofSeconds(1);

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        stage.prepare();
        stage.perform("failover", Map.of(), stage.plan().failovers(), Failover::fail);
    }

    private static Outcome fail(Contender contender) throws IOException, InterruptedException {
        var cluster = contender.cluster();
        var leader = cluster.leader();
        List<ManagedChannel> survivors = cluster.addresses().stream()
                .filter(address -> !address.equals(leader.address()))
                .map(cluster::connect)
                .toList();
        try {
            return Outcome.of("outage_ms", Outage.after(leader::kill, survivors).toNanos() / 1e6);
        } finally {
            survivors.forEach(ManagedChannel::shutdownNow);
            cluster.revive(leader);
            Thread.sleep(REST);
        }
    }
}
