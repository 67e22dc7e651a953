package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.nemesis.FaultCycle.Episode;
import io.jukung.chaos.nemesis.Whom.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Stops processes as they are, by a signal or a control group; they go on later as if nothing had been. */
record Pause(Cluster cluster, Admin admin) implements Fault {

    @Override
    public String name() {
        return "pause";
    }

    @Override
    public Layer layer() {
        return Layer.RESOURCES;
    }

    @Override
    public Set<String> operations() {
        return Set.of("pause", "resume");
    }

    @Override
    public FaultCycle during() {
        return FaultCycle.of(random -> Episode.lasting(
                "pause",
                Target.draw(random, Whom.values()).edn("how", Edn.keyword(random.nextBoolean() ? "signal" : "freezer")),
                "resume"));
    }

    private static boolean freezer() {
        return Files.isWritable(Path.of("/sys/fs/cgroup"));
    }

    @Override
    public Edn invoke(Invocation invocation) throws Exception {
        if (invocation.f().equals("resume")) {
            heal();
            return Whom.names(cluster.members());
        }
        var target = Target.of(invocation.value());
        var whom = target.whom().among(cluster.members(), admin.leader(), target.pick()).stream()
                .filter(cluster::running)
                .toList();
        boolean freeze = Whom.word(invocation.value(), "how").equals("freezer") && freezer();
        for (var member : whom) {
            if (freeze) {
                cluster.resources().freeze(member);
            } else {
                cluster.pause(member);
            }
        }
        return Edn.dict("members", Whom.names(whom), "how", Edn.keyword(freeze ? "freezer" : "signal"));
    }

    @Override
    public void heal() throws Exception {
        for (var member : cluster.members()) {
            cluster.resources().thaw(member);
            cluster.resume(member);
        }
    }
}
