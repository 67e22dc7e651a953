package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.nemesis.FaultCycle.Episode;
import io.jukung.chaos.nemesis.Whom.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Members that get only a small part of a core: they answer, late. */
record Starvation(Cluster cluster, Admin admin) implements Fault {

    private static final int LEAST_PERCENT = 3;
    private static final int MOST_PERCENT = 30;

    @Override
    public String name() {
        return "starve";
    }

    @Override
    public Layer layer() {
        return Layer.RESOURCES;
    }

    @Override
    public Optional<String> unavailable() {
        return Files.isWritable(Path.of("/sys/fs/cgroup"))
                ? Optional.empty()
                : Optional.of("/sys/fs/cgroup cannot be written: control groups need root");
    }

    @Override
    public Set<String> operations() {
        return Set.of("starve", "feed");
    }

    @Override
    public FaultCycle during() {
        return FaultCycle.of(random -> Episode.lasting(
                "starve",
                Target.draw(random, Whom.values())
                        .edn("percent", Edn.of(random.nextInt(LEAST_PERCENT, MOST_PERCENT + 1))),
                "feed"));
    }

    @Override
    public Edn invoke(Invocation invocation) throws Exception {
        var value = invocation.value();
        if (invocation.f().equals("feed")) {
            heal();
            return Whom.names(cluster.members());
        }
        var target = Target.of(value);
        var whom = target.whom().among(cluster.members(), admin.leader(), target.pick()).stream()
                .filter(cluster::running)
                .toList();
        for (var member : whom) {
            cluster.resources().limitCpu(member, (int) Whom.number(value, "percent"));
        }
        return Whom.names(whom);
    }

    @Override
    public void heal() throws Exception {
        for (var member : cluster.members()) {
            cluster.resources().unlimitCpu(member);
        }
    }
}
