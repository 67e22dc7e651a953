package io.jukung.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;

/**
 * Ports for a test's servers, which nobody else is given while this JVM runs: it holds a block of them, by listening on the
 * block's first port, so that test JVMs that run beside each other, also those of another build, never meet. Within the
 * block the ports are given in turn, and those that somebody listens on are passed over.
 *
 * <p>They lie below those that Linux gives to outgoing connections: a member that is down for a moment finds its port free
 * when it comes back, and who tries to reach it meanwhile does not connect to itself.
 */
public final class FreePorts {

    private static final int FIRST = 11_000;
    private static final int BLOCKS = 20;
    private static final int BLOCK = 200;

    /** Open until the JVM ends. */
    private static final ServerSocket GUARD = claimBlock();

    private static int turn;

    private FreePorts() {}

    private static ServerSocket claimBlock() {
        int begin = (int) (ProcessHandle.current().pid() % BLOCKS);
        for (int i = 0; i < BLOCKS; i++) {
            int port = FIRST + (begin + i) % BLOCKS * BLOCK;
            try {
                return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
            } catch (IOException taken) {
                // Another JVM's.
            }
        }
        throw new IllegalStateException(
                BLOCKS + " test JVMs hold all ports from " + FIRST + " to " + (FIRST + BLOCKS * BLOCK));
    }

    /**
     * A port that nobody listens on.
     *
     * @throws IllegalStateException where somebody listens on every port of the block
     */
    public static synchronized int next() {
        for (int i = 1; i < BLOCK; i++) {
            turn = turn % (BLOCK - 1) + 1;
            int port = GUARD.getLocalPort() + turn;
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port of " + BLOCK + " from " + GUARD.getLocalPort() + " is free");
    }

    /** So many, all distinct. */
    public static List<Integer> next(int count) {
        return Stream.generate(FreePorts::next).limit(count).toList();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
