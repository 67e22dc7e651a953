package io.jukung.store.server;

import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How many passwords one connection may have checked at a time: checking is dear, and others want to log in too. */
final class LoginLimit {

    private final int limit;
    private final Map<SocketAddress, Integer> checking = new ConcurrentHashMap<>();

    LoginLimit(int limit) {
        this.limit = limit;
    }

    /** Whether one more may begin; then it must end. */
    boolean begin(@Nullable SocketAddress connection) {
        if (connection == null) {
            return true;
        }
        boolean[] begun = {false};
        checking.compute(connection, (same, before) -> {
            int now = before == null ? 0 : before;
            begun[0] = now < limit;
            return begun[0] ? Integer.valueOf(now + 1) : before;
        });
        return begun[0];
    }

    void end(@Nullable SocketAddress connection) {
        if (connection != null) {
            checking.computeIfPresent(connection, (same, before) -> before == 1 ? null : before - 1);
        }
    }
}
