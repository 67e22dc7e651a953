package io.jukung.store;

import io.jukung.store.auth.AuthSettings;
import java.time.Duration;

/**
 * How users prove who they are, once authentication is enabled.
 *
 * @param token the provider and its options as etcd's {@code auth-token} has them: {@code simple}, or {@code jwt,…}
 * @param tokenTtl how long a simple token lives after its last use; at least one second
 * @param bcryptCost of a new password's hash: 4 to 31
 */
public record Authentication(String token, Duration tokenTtl, int bcryptCost) implements StoreConfig.Part {

    /** etcd's. */
    public static final Authentication DEFAULT = new Authentication("simple", Duration.ofMinutes(5), 10);

    public Authentication {
        AuthSettings.parse(token, tokenTtl, bcryptCost);
    }

    /** What the flags mean. */
    public AuthSettings settings() {
        return AuthSettings.parse(token, tokenTtl, bcryptCost);
    }
}
