package io.jukung.store;

/**
 * How members may be changed.
 *
 * @param strictCheck whether a change that would lose the quorum is refused, etcd's {@code strict-reconfig-check}
 * @param maxLearners at least 1; how many members may be learners at the same time
 */
public record Reconfiguration(boolean strictCheck, int maxLearners) implements StoreConfig.Part {

    /** etcd's. */
    public static final Reconfiguration DEFAULT = new Reconfiguration(true, 1);

    public Reconfiguration {
        StoreConfig.require(maxLearners > 0, "max-learners: must be positive, is " + maxLearners);
    }
}
