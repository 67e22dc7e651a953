package io.jukung.controllers.deployment;

import io.jukung.api.model.object.KubeObject;
import io.jukung.controllers.loop.Plan;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/** For the simulation: the product's core of a Deployment's turn, without the threads around it. */
@NullMarked
public final class DeploymentTurn {

    private DeploymentTurn() {}

    /**
     * Plans a turn.
     *
     * @param candidates ReplicaSets that it controls or that match its selector
     */
    public static Plan plan(KubeObject deployment, List<KubeObject> candidates, Instant now) {
        return DeploymentPlanner.plan(new DeploymentView(deployment, candidates, false, now));
    }
}
