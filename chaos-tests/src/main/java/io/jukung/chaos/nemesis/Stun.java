package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.nemesis.FaultCycle.Episode;
import java.util.Set;

/**
 * The leader stands still for about as long as it takes to elect another one, as in a long collection of garbage. When it goes on
 * it has requests that came meanwhile, and knows of nothing: what it answers first it answers as the leader that it is not.
 * After {@link Pause}, which lasts for seconds, clients have mostly given up their connections.
 */
record Stun(Cluster cluster, Admin admin) implements Fault {

    private static final int LEAST_MILLIS = 700;
    private static final int MOST_MILLIS = 2200;

    @Override
    public String name() {
        return "stun";
    }

    @Override
    public Layer layer() {
        return Layer.RESOURCES;
    }

    @Override
    public Set<String> operations() {
        return Set.of("stun");
    }

    @Override
    public FaultCycle during() {
        return FaultCycle.of(random ->
                Episode.moment("stun", Edn.dict("ms", Edn.of(random.nextInt(LEAST_MILLIS, MOST_MILLIS + 1)))));
    }

    @Override
    public Edn invoke(Invocation invocation) throws Exception {
        var leader = admin.leader();
        if (leader.isEmpty()) {
            return Edn.dict("skipped", Edn.of("nobody leads"));
        }
        long millis = Whom.number(invocation.value(), "ms");
        cluster.pause(leader.get());
        try {
            Thread.sleep(millis);
        } finally {
            cluster.resume(leader.get());
        }
        return Edn.dict("leader", Edn.keyword(leader.get()), "ms", Edn.of(millis));
    }

    @Override
    public void heal() throws Exception {
        for (var member : cluster.members()) {
            cluster.resume(member);
        }
    }
}
