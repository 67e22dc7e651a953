package io.jukung.store.server;

import io.grpc.Context;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a call, as far as its connection and headers show. Taken when the call arrives: what goes on later, on another
 * thread, must be handed it.
 *
 * @param trusted the member itself, or a caller in its process without credentials of its own
 * @param token what the client got for its password
 * @param commonName of the certificate the client showed
 * @param connection whose; null in the process, and where {@link #isNobody} and nobody asks
 */
record Caller(
        boolean trusted,
        @Nullable String token,
        @Nullable String commonName,
        @Nullable SocketAddress connection) {

    /** The member itself. */
    static final Caller MEMBER = new Caller(true, null, null, null);

    private static final Caller UNKNOWN = new Caller(false, null, null, null);

    static final Context.Key<Caller> KEY = Context.keyWithDefault("caller", UNKNOWN);

    /** Whether nothing shows who it is. */
    boolean isNobody() {
        return !trusted && token == null && commonName == null;
    }

    /** Of the call that is handled on this thread; nobody where none is. */
    static Caller current() {
        return KEY.get();
    }
}
