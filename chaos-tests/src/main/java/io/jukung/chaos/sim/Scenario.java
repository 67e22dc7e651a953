package io.jukung.chaos.sim;

import java.util.EnumSet;
import java.util.Set;

/** What is simulated. */
public enum Scenario {
    /** Members of the store, their clients and watchers. */
    STORE(EnumSet.range(Situation.LEADER_CHANGED, Situation.MEMBER_PAUSED_AS_LEADER)),
    /** The control plane's cores above a simulated API: controllers, scheduler, nodes. */
    PLANE(EnumSet.range(Situation.POD_BOUND, Situation.WATCH_CACHE_REBUILT));

    private final Set<Situation> required;

    Scenario(Set<Situation> required) {
        this.required = Set.copyOf(required);
    }

    /** Situations that a batch of it must meet. */
    public Set<Situation> required() {
        return required;
    }
}
