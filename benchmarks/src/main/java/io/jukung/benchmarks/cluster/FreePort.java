package io.jukung.benchmarks.cluster;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port nobody listens on, below those that Linux gives to outgoing connections: a member that is down for a moment must
 * find its port free when it comes back.
 */
final class FreePort {

    private static final int FIRST = 15_000;
    private static final int LAST = 32_000;
    private static final int TRIES = 100;

    private FreePort() {}

    static int find() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // The next may be free.
            }
        }
        throw new IOException("no free port from " + FIRST + " to " + LAST + " in " + TRIES + " tries");
    }
}
