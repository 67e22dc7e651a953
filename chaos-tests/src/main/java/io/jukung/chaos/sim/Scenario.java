package io.jukung.chaos.sim;

import java.util.EnumSet;
import java.util.Set;

/** What is simulated. */
public enum Scenario {
    /** Members of the store, their clients and watchers. */
    STORE(Situation.LEADER_CHANGED, Situation.MEMBER_PAUSED_AS_LEADER),
    /** The control plane's cores above a simulated API: controllers, scheduler, nodes. */
    PLANE(Situation.POD_BOUND, Situation.BINDING_LOST_TO_ANOTHER);

    private final Situation first;
    private final Situation last;

    Scenario(Situation first, Situation last) {
        this.first = first;
        this.last = last;
    }

    /** Situations that a batch of it must meet. */
    public Set<Situation> required() {
        return EnumSet.range(first, last);
    }
}
