package io.jukung.benchmarks.experiments;

import io.jukung.benchmarks.cluster.Cluster;
import io.jukung.benchmarks.cluster.Store;
import io.jukung.benchmarks.cluster.Transport;
import io.jukung.benchmarks.load.Keyspace;
import io.jukung.benchmarks.load.Load;
import io.jukung.benchmarks.load.Measurement;
import io.jukung.benchmarks.load.Outcome;
import io.jukung.benchmarks.load.Workload;
import io.jukung.benchmarks.results.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A cluster of each store. They take turns, so that the noise of the machine hits all, and so does the warmth of this process.
 */
final class Stage implements AutoCloseable {

    /** Takes samples as they come. */
    interface Audience {
        void add(Sample sample) throws IOException;
    }

    /** One turn of one store. */
    interface Act {
        Outcome perform(Contender contender) throws IOException, InterruptedException;
    }

    private static final int[] WARM_UP_CLIENTS = {64, 1};

    private final Plan plan;
    private final Transport transport;
    private final Audience audience;
    private final List<Contender> contenders = new ArrayList<>();
    private boolean prepared;

    private Stage(Plan plan, Transport transport, Audience audience) {
        this.plan = plan;
        this.transport = transport;
        this.audience = audience;
    }

    static Stage open(List<Store> stores, Transport transport, Plan plan, Path folder, Audience audience)
            throws IOException, InterruptedException {
        var stage = new Stage(plan, transport, audience);
        try {
            for (var store : stores) {
                stage.contenders.add(new Contender(Cluster.start(store, transport, folder)));
            }
            return stage;
        } catch (IOException | InterruptedException | RuntimeException e) {
            stage.close();
            throw e;
        }
    }

    Plan plan() {
        return plan;
    }

    Transport transport() {
        return transport;
    }

    List<Contender> contenders() {
        return contenders;
    }

    /** Whether it can serve for another experiment; where leaders are is looked up again. */
    boolean ready() throws IOException {
        for (var contender : contenders) {
            if (!contender.cluster().intact()) {
                return false;
            }
            contender.reconnect();
        }
        return true;
    }

    Load load(int clients) {
        return new Load(clients, new Keyspace(plan.keys(), plan.valueSize()), plan.watchersPerStream());
    }

    /** Once: fills the key space and warms the stores up with few and with many clients. */
    void prepare() throws IOException, InterruptedException {
        if (!prepared) {
            for (var contender : contenders) {
                load(1).keyspace().fill(contender.target(), 0);
            }
            warmUp(plan.operations(), WARM_UP_CLIENTS, load(1));
            prepared = true;
        }
    }

    /** One store after the other, as one at rest keeps nothing busy. */
    void warmUp(List<Workload> workloads, int[] clients, Load load) throws InterruptedException {
        var turn = plan.prepare().dividedBy((long) clients.length * workloads.size());
        for (var contender : contenders) {
            for (var workload : workloads) {
                for (int count : clients) {
                    var warming = workload.start(
                            new Load(count, load.keyspace(), load.watchersPerStream()), contender.target());
                    try {
                        Thread.sleep(turn);
                    } finally {
                        warming.close();
                    }
                }
            }
        }
    }

    /** Every store's turns at a workload. */
    void turns(Workload workload, Load load) throws IOException, InterruptedException {
        turns(workload, load, workload.label(), plan.turn());
    }

    /** As above, under another name and for another time. */
    void turns(Workload workload, Load load, String label, Duration turn) throws IOException, InterruptedException {
        perform(label, parameters(workload, load), plan.rounds(), contender -> {
            try (var going = workload.start(load, contender.target())) {
                return Measurement.of(going, contender.target(), plan.warmUp(), turn);
            }
        });
    }

    private static Map<String, Long> parameters(Workload workload, Load load) {
        return Map.of(
                workload == Workload.WATCH_FANOUT ? "watchers" : "clients",
                (long) load.clients(),
                "keys",
                (long) load.keyspace().keys(),
                "value_bytes",
                (long) load.keyspace().valueSize());
    }

    /** Every store's turns at anything; what goes wrong in one is its sample's failure. */
    void perform(String workload, Map<String, Long> parameters, int rounds, Act act)
            throws IOException, InterruptedException {
        Map<String, Long> all = new TreeMap<>(parameters);
        all.put("tls", transport == Transport.TLS ? 1L : 0L);
        for (int round = 0; round < rounds; round++) {
            // Whoever comes second finds the disk busy with what the first left: each does every other time.
            for (var contender : round % 2 == 0 ? contenders : contenders.reversed()) {
                Outcome outcome;
                try {
                    outcome = act.perform(contender);
                } catch (IOException | RuntimeException e) {
                    outcome = new Outcome(Map.of(), e.toString());
                }
                audience.add(new Sample(contender.name(), workload, all, outcome.figures(), outcome.failure()));
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (var contender : contenders) {
            contender.close();
        }
        contenders.clear();
    }
}
