package io.jukung.node.probe;

import java.util.Optional;

/**
 * What the probes say of one running container.
 *
 * @param started whether the startup probe has passed, or there is none
 * @param ready whether the readiness probe passes, or there is none; never before it has started
 * @param failed the probe for which the container must be restarted
 */
public record Health(boolean started, boolean ready, Optional<Probe.Purpose> failed) {

    /** Of a container that no probe watches. */
    public static final Health UNPROBED = new Health(true, true, Optional.empty());
}
