package io.jukung.netproxy.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The resolvers that know the rest of the world, asked in their order. Each question goes out under an id and from a
 * port of its own, both random, so that nobody can easily forge its answer. Blocks; run it on virtual threads.
 */
final class Upstream {

    private static final Duration ATTEMPT = Duration.ofMillis(1_500);
    private static final int ROUNDS = 2;
    private static final int MAX_DATAGRAM = 4_096;

    private final List<InetSocketAddress> resolvers;
    private final SecureRandom random = new SecureRandom();

    Upstream(List<InetSocketAddress> resolvers) {
        this.resolvers = List.copyOf(resolvers);
    }

    /**
     * The first answer that any of the resolvers gives, with the query's id. One that says that it failed or refuses is
     * given only when nobody does better.
     *
     * @param tcp whether the client came by TCP and so takes an answer of any size
     * @throws IOException when none answers
     */
    byte[] ask(byte[] query, boolean tcp) throws IOException {
        byte @Nullable [] refusal = null;
        var failure = new IOException("no upstream resolver is configured");
        var sent = query.clone();
        for (int round = 0; round < ROUNDS; round++) {
            for (var resolver : resolvers) {
                int id = random.nextInt(0x10000);
                sent[0] = (byte) (id >>> 8);
                sent[1] = (byte) id;
                try {
                    var answer = tcp ? askByTcp(resolver, sent) : askByUdp(resolver, sent);
                    answer[0] = query[0];
                    answer[1] = query[1];
                    if (!Answers.failed(answer)) {
                        return answer;
                    }
                    refusal = answer;
                } catch (IOException e) {
                    failure = new IOException("resolver " + resolver + ": " + e.getMessage(), e);
                }
            }
            if (refusal != null) {
                return refusal;
            }
        }
        throw failure;
    }

    private static byte[] askByUdp(InetSocketAddress resolver, byte[] query) throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.connect(resolver);
            socket.send(new DatagramPacket(query, query.length));
            long end = System.nanoTime() + ATTEMPT.toNanos();
            var packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
            while (true) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new SocketTimeoutException("no answer within " + ATTEMPT.toMillis() + " ms");
                }
                socket.setSoTimeout((int) left);
                socket.receive(packet);
                var answer = Arrays.copyOf(packet.getData(), packet.getLength());
                // A stray or forged packet must not end the wait for the true one.
                if (Answers.isAnswerTo(answer, query)) {
                    return answer;
                }
            }
        }
    }

    private static byte[] askByTcp(InetSocketAddress resolver, byte[] query) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(resolver, (int) ATTEMPT.toMillis());
            socket.setSoTimeout((int) ATTEMPT.toMillis());
            var out = new DataOutputStream(socket.getOutputStream());
            out.writeShort(query.length);
            out.write(query);
            out.flush();
            var in = new DataInputStream(socket.getInputStream());
            var answer = new byte[in.readUnsignedShort()];
            in.readFully(answer);
            if (!Answers.isAnswerTo(answer, query)) {
                throw new IOException("it answered something else");
            }
            return answer;
        }
    }
}
