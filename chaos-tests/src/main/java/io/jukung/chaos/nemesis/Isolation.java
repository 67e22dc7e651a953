package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.nemesis.FaultCycle.Episode;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The leader and the other members do not hear each other, in one direction or both, while clients reach all: one who leads
 * without knowing better and one who was elected answer at the same time. Of {@link Partitioning}'s partitions few do that.
 */
record Isolation(Cluster cluster, Admin admin, NetworkClaims network) implements Fault {

    private static final List<Shape> SHAPES = List.of(Shape.LEADER, Shape.LEADER, Shape.DEAF, Shape.MUTE);

    @Override
    public String name() {
        return "isolate";
    }

    @Override
    public Layer layer() {
        return Layer.NETWORK;
    }

    @Override
    public Set<String> operations() {
        return Set.of("start-isolation", "stop-isolation");
    }

    @Override
    public FaultCycle during() {
        return FaultCycle.of(random -> Episode.lasting(
                "start-isolation",
                Edn.dict(
                        "shape",
                        Edn.keyword(
                                SHAPES.get(random.nextInt(SHAPES.size())).name().toLowerCase(Locale.ROOT))),
                "stop-isolation"));
    }

    @Override
    public Edn invoke(Invocation invocation) throws Exception {
        if (invocation.f().equals("stop-isolation")) {
            heal();
            return Edn.keyword("whole");
        }
        var leader = admin.leader();
        if (leader.isEmpty()) {
            return Edn.dict("skipped", Edn.of("nobody leads"));
        }
        var word = Whom.word(invocation.value(), "shape");
        var partition = Shape.valueOf(word.toUpperCase(Locale.ROOT)).against(leader.get(), cluster.members());
        network.claim(name(), whole -> {
            for (var cut : partition.cuts()) {
                whole.cut(cut.from(), cut.to());
            }
        });
        return Edn.dict("leader", Edn.keyword(leader.get()), "shape", Edn.keyword(word));
    }

    @Override
    public void heal() throws Exception {
        network.release(name());
    }
}
