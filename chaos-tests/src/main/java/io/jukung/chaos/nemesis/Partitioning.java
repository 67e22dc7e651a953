package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.nemesis.FaultCycle.Episode;
import java.util.Locale;
import java.util.Set;

/** Partitions of every {@link Shape}. Members and clients are cut apart separately. */
record Partitioning(Cluster cluster, Admin admin, NetworkClaims network) implements Fault {

    private static final int PICKS = 1_000_000;

    @Override
    public String name() {
        return "partition";
    }

    @Override
    public Layer layer() {
        return Layer.NETWORK;
    }

    @Override
    public Set<String> operations() {
        return Set.of("start-partition", "stop-partition");
    }

    @Override
    public FaultCycle during() {
        return FaultCycle.of(random -> {
            var shape = Shape.values()[random.nextInt(Shape.values().length)];
            return Episode.lasting(
                    "start-partition",
                    Edn.dict(
                            "shape",
                            Edn.keyword(shape.name().toLowerCase(Locale.ROOT)),
                            "pick",
                            Edn.of(random.nextInt(PICKS))),
                    "stop-partition");
        });
    }

    @Override
    public Edn invoke(Invocation invocation) throws Exception {
        if (invocation.f().equals("stop-partition")) {
            heal();
            return Edn.keyword("whole");
        }
        var shape = Shape.valueOf(Whom.word(invocation.value(), "shape").toUpperCase(Locale.ROOT));
        var partition = shape.of(cluster.members(), admin.leader(), Whom.number(invocation.value(), "pick"));
        network.claim(name(), whole -> {
            for (var cut : partition.cuts()) {
                whole.cut(cut.from(), cut.to());
            }
            for (var member : partition.clients()) {
                whole.cutClients(member);
            }
        });
        return Edn.dict(
                "shape",
                Edn.keyword(shape.name().toLowerCase(Locale.ROOT)),
                "cuts",
                Edn.vector(partition.cuts().stream()
                        .map(cut -> Edn.vector(Edn.keyword(cut.from()), Edn.keyword(cut.to())))
                        .toList()),
                "clients",
                Whom.names(partition.clients().stream().toList()));
    }

    @Override
    public void heal() throws Exception {
        network.release(name());
    }
}
