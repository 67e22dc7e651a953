package io.jukung.chaos.cluster;

import io.jukung.chaos.cluster.Cluster.Trouble;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** What is wrong with each link, for threads that pass on what goes through them. With {@code L} a link, one way. */
final class Troubles<L> {

    private final ConcurrentHashMap<L, LinkTrouble> links = new ConcurrentHashMap<>();

    void add(L link, Trouble trouble) {
        links.merge(link, LinkTrouble.NONE.and(trouble), (old, fresh) -> old.and(trouble));
    }

    void heal() {
        links.clear();
    }

    /** When so many bytes given to the link now come out of it, nanoseconds; see {@link LinkTrouble#of}. */
    OptionalLong arrival(L link, int bytes, long now, long maxQueueNanos, RandomGenerator random) {
        if (!links.containsKey(link)) {
            return OptionalLong.of(now);
        }
        var fates = new LinkTrouble.Fate[] {new LinkTrouble.Fate(OptionalLong.of(now), LinkTrouble.NONE)};
        links.computeIfPresent(link, (key, trouble) -> {
            fates[0] = trouble.of(bytes, now, maxQueueNanos, random);
            return fates[0].rest();
        });
        return fates[0].arrival();
    }
}
