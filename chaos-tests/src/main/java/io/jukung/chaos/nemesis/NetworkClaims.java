package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.Cluster;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What each of several faults does to the one network: when one takes back its own, the others' stay. (They are done anew: for
 * milliseconds all is well.)
 */
final class NetworkClaims {

    /** Does something to the network. */
    interface Claim {
        void to(Cluster.Network network) throws Exception;
    }

    private final Cluster.Network network;
    private final Map<String, Claim> claims = new LinkedHashMap<>();

    NetworkClaims(Cluster.Network network) {
        this.network = network;
    }

    void claim(String owner, Claim claim) throws Exception {
        claims.put(owner, claim);
        claim.to(network);
    }

    void release(String owner) throws Exception {
        claims.remove(owner);
        network.heal();
        for (var claim : claims.values()) {
            claim.to(network);
        }
    }
}
