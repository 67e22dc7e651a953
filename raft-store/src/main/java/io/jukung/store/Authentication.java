package io.jukung.store;

import java.time.Duration;

/**
 * How users prove who they are, once authentication is enabled.
 *
 * @param token the provider and its options as etcd's {@code auth-token} has them: {@code simple}, or {@code jwt,…}
 * @param tokenTtl how long a simple token lives after its last use; at least one second
 * @param bcryptCost of a new password's hash: 4 to 31
 */
public record Authentication(String token, Duration tokenTtl, int bcryptCost) {

    /** etcd's. */
    public static final Authentication DEFAULT = new Authentication("simple", Duration.ofMinutes(5), 10);

    public Authentication {
        StoreConfig.require(!token.isEmpty(), "auth-token: must not be empty");
        StoreConfig.require(
                tokenTtl.toSeconds() > 0, "auth-token-ttl: must be at least one second, is " + tokenTtl.toSeconds());
        StoreConfig.require(bcryptCost >= 4 && bcryptCost <= 31, "bcrypt-cost: must be 4 to 31, is " + bcryptCost);
    }
}
