package io.jukung.controllers.scheduler;

import java.util.Set;

/** What scheduling one pod came to. */
public sealed interface Verdict {

    /**
     * The pod goes to a node.
     *
     * @param evaluated nodes looked at
     * @param feasible how many of them it could have run on
     */
    record Assigned(String node, int evaluated, int feasible) implements Verdict {}

    /**
     * No node can run the pod.
     *
     * @param message why, in Kubernetes' words
     * @param plugins who refused; empty where there is no node at all
     */
    record Unschedulable(String message, Set<String> plugins) implements Verdict {

        public Unschedulable {
            plugins = Set.copyOf(plugins);
        }
    }
}
