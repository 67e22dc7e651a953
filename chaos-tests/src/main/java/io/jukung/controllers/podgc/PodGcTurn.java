package io.jukung.controllers.podgc;

import io.jukung.api.model.object.KubeObject;
import io.jukung.controllers.loop.Plan;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** For the simulation: the product's core of the collector of lost pods, without the threads around it. */
@NullMarked
public final class PodGcTurn {

    private PodGcTurn() {}

    /**
     * Plans a turn.
     *
     * @param lostNodes that have not been there for long
     */
    public static Plan plan(List<KubeObject> pods, Set<String> lostNodes, Instant now) {
        return PodGcPlanner.plan(new PodGcView(pods, lostNodes, now));
    }
}
