package io.jukung.benchmarks.cluster;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port nobody listens on, below those that Linux gives to outgoing connections: a member that is down for a moment must
 * find its port free when it comes back.
 *
 * <p>One is given after the other, from a random one on: members that are yet to start, and do not listen on theirs, never
 * get the same.
 */
final class FreePort {

    private static final int FIRST = 15_000;
    private static final int LAST = 32_000;
    private static final int TRIES = 100;

    private static int turn = ThreadLocalRandom.current().nextInt(FIRST, LAST);

    private FreePort() {}

    static synchronized int find() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = turn;
            turn = port + 1 < LAST ? port + 1 : FIRST;
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // The next may be free.
            }
        }
        throw new IOException("no free port from " + FIRST + " to " + LAST + " in " + TRIES + " tries");
    }
}
