package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.nemesis.FaultCycle.Episode;
import io.jukung.chaos.nemesis.Whom.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Set;

/** Stops and starts one member after the other, as for a new release, each when the one before serves. */
record RollingRestart(Cluster cluster, Admin admin) implements Fault {

    private static final int SERVE_SECONDS = 20;

    @Override
    public String name() {
        return "rolling-restart";
    }

    @Override
    public Layer layer() {
        return Layer.PROCESS;
    }

    @Override
    public Set<String> operations() {
        return Set.of("rolling-restart");
    }

    @Override
    public FaultCycle during() {
        return FaultCycle.of(random ->
                Episode.moment("rolling-restart", Target.draw(random, Whom.ALL).edn()));
    }

    @Override
    public Edn invoke(Invocation invocation) throws Exception {
        var target = Target.of(invocation.value());
        var done = new ArrayList<String>();
        for (var member : target.whom().among(cluster.members(), admin.leader(), target.pick())) {
            cluster.resources().thaw(member);
            try {
                cluster.stop(member);
            } catch (IOException e) {
                // It takes too long, as where it hands over to who does not hear it: killed, as by whatever supervises
                // it.
                cluster.kill(member);
            }
            cluster.start(member);
            done.add(member);
            try {
                cluster.awaitServing(member, SERVE_SECONDS);
            } catch (IOException e) {
                // Other faults may keep it from that; the rest has its turn another time.
                return Edn.dict("restarted", Whom.names(done), "said", Edn.of(String.valueOf(e.getMessage())));
            }
        }
        return Edn.dict("restarted", Whom.names(done));
    }

    @Override
    public void heal() throws Exception {
        Revival.of(cluster);
    }
}
