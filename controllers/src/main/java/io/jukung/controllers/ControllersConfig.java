package io.jukung.controllers;

import io.jukung.api.model.net.Ipv4Range;
import io.jukung.platform.Clock;
import java.time.Duration;

/**
 * How the controllers run.
 *
 * @param identity who stands for election, for people: the host's or member's name
 * @param rootCaPem the authority by which pods verify the API server, PEM; published in every namespace
 * @param podRange addresses of all pods
 * @param nodePrefix prefix length of one node's part of it
 * @param nodeGrace without a sign of life for so long a node counts as silent
 */
public record ControllersConfig(
        String identity, String rootCaPem, Ipv4Range podRange, int nodePrefix, Duration nodeGrace, Clock clock) {

    /** Kubernetes' node monitor grace period (40 s before its version 1.32). */
    public static final Duration DEFAULT_NODE_GRACE = Duration.ofSeconds(50);

    public ControllersConfig {
        if (!nodeGrace.isPositive()) {
            throw new IllegalArgumentException("nodeGrace: must be positive, not " + nodeGrace);
        }
        if (identity.isBlank()) {
            throw new IllegalArgumentException("identity: must not be blank");
        }
        if (nodePrefix < podRange.prefix() || nodePrefix > 30) {
            throw new IllegalArgumentException("nodePrefix: " + nodePrefix + " must lie between that of " + podRange
                    + " and 30, so that a node has a part of it with addresses for pods");
        }
    }

    /** The usual ranges: 10.244.0.0/16 for all pods, /24 for a node. */
    public static ControllersConfig of(String identity, String rootCaPem) {
        return new ControllersConfig(
                identity, rootCaPem, Ipv4Range.parse("10.244.0.0/16"), 24, DEFAULT_NODE_GRACE, Clock.system());
    }
}
