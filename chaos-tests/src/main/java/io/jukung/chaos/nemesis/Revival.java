package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;

/** Starts what does not run. */
final class Revival {

    private Revival() {}

    /** All of them; those that were started. */
    static List<String> of(Cluster cluster) throws Exception {
        var started = new ArrayList<String>();
        for (var member : cluster.members()) {
            if (!cluster.running(member)) {
                cluster.start(member);
                started.add(member);
            }
        }
        return started;
    }
}
