package io.jukung.controllers.replicaset;

import io.jukung.api.model.object.KubeObject;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;

/** For the simulation: the product's cores of a ReplicaSet's turn, without the threads around them. */
@NullMarked
public final class ReplicaSetTurn {

    private final ReplicaSetView view;
    private final ReplicaSetPlanner.PodPlan plan;

    /**
     * Plans a turn.
     *
     * @param pods those that it controls or that match its selector
     */
    public ReplicaSetTurn(KubeObject replicaSet, List<KubeObject> pods, Instant now) {
        view = new ReplicaSetView(replicaSet, pods, Map.of(), now);
        plan = ReplicaSetPlanner.plan(view);
    }

    /** What it does to pods, in order. */
    public List<Action> actions() {
        var all = new ArrayList<>(plan.claims());
        all.addAll(plan.batch());
        return all;
    }

    /** What it then says of itself. */
    public Optional<Action> status() {
        return ReplicaSetStatus.patch(view, null)
                .map(patch -> Action.Patch.of(Kind.REPLICA_SET, view.replicaSet(), "status", patch));
    }

    /** When to look again without a change. */
    public Optional<Duration> again() {
        return ReplicaSetStatus.nextAvailable(view);
    }
}
