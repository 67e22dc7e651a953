package io.jukung.chaos.nemesis;

import io.grpc.StatusRuntimeException;
import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.nemesis.FaultCycle.Episode;
import io.jukung.chaos.nemesis.Whom.Target;
import java.io.IOException;
import java.util.Set;

/** Compacts the history, at the newest revision or some before it, and defragments members. */
record Compaction(Cluster cluster, Admin admin) implements Fault {

    private static final int MAX_BACK = 500;
    private static final int SECONDS = 5;

    @Override
    public String name() {
        return "compact";
    }

    @Override
    public Layer layer() {
        return Layer.NETWORK;
    }

    @Override
    public Set<String> operations() {
        return Set.of("compact", "defrag");
    }

    @Override
    public FaultCycle during() {
        return FaultCycle.of(random -> random.nextInt(4) == 0
                ? Episode.moment(
                        "defrag",
                        Target.draw(random, Whom.ONE, Whom.LEADER, Whom.ALL).edn())
                : Episode.moment(
                        "compact", Edn.dict("back", Edn.of(random.nextBoolean() ? 0 : random.nextInt(MAX_BACK)))));
    }

    @Override
    public Edn invoke(Invocation invocation) throws Exception {
        var value = invocation.value();
        try {
            if (invocation.f().equals("compact")) {
                return compact(Math.max(1, admin.revision(SECONDS) - Whom.number(value, "back")));
            }
            var target = Target.of(value);
            var whom = target.whom().among(cluster.members(), admin.leader(), target.pick());
            for (var member : whom) {
                admin.defragment(member);
            }
            return Whom.names(whom);
        } catch (IOException | StatusRuntimeException e) {
            // Under other faults nobody may be there to do it.
            return Edn.dict("tried", value, "said", Edn.of(String.valueOf(e.getMessage())));
        }
    }

    /** The revision is told in any case: what got no answer may have been done, or be done later. */
    private Edn compact(long revision) throws InterruptedException {
        try {
            admin.compact(revision, SECONDS);
            return Edn.dict("revision", Edn.of(revision));
        } catch (IOException | StatusRuntimeException e) {
            return Edn.dict("revision", Edn.of(revision), "said", Edn.of(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public void heal() {}
}
