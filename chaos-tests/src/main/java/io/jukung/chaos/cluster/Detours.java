package io.jukung.chaos.cluster;

import io.jukung.chaos.cluster.Cluster.Trouble;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Links that go through the harness, packet by packet, so that it can lose, delay and overtake them: this kernel's queues
 * cannot (no netem). Each namespace has a TUN interface; what is routed into one comes here and is put into the other's.
 * Connections go on when they are put on a detour and when they are taken from it. Interfaces and routes vanish with the
 * process.
 */
final class Detours implements AutoCloseable {

    static final String INTERFACE = "detour";

    private static final long TUNSETIFF = 0x400454caL;
    private static final int IFREQ_BYTES = 40;
    private static final int IFNAMSIZ = 16;
    /** IFF_TUN | IFF_NO_PI: IP packets and nothing before them. */
    private static final short TUN_NO_PI = 0x1001;

    private static final int MAX_PACKET_BYTES = 65_536;
    private static final int DESTINATION_OFFSET = 16;
    private static final int IPV4_HEADER_BYTES = 20;
    private static final int POLL_MILLIS = 50;
    /** In flight on all links together; as a router, what is more is dropped. */
    private static final int MAX_IN_FLIGHT = 20_000;

    /** A router's buffer. */
    private static final long MAX_QUEUE_NANOS = 500_000_000L;

    private record Link(int from, int to) {}

    private record Packet(int to, byte[] bytes, long arrival, long order) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(arrival - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            var packet = (Packet) other;
            int byTime = Long.compare(arrival, packet.arrival);
            return byTime != 0 ? byTime : Long.compare(order, packet.order);
        }
    }

    /** The descriptors, by the last byte of the address of the namespace they are in. */
    private final Map<Integer, Integer> tuns = new ConcurrentHashMap<>();

    private final Troubles<Link> troubles = new Troubles<>();
    private final DelayQueue<Packet> inFlight = new DelayQueue<>();
    private final Map<Integer, Thread> readers = new ConcurrentHashMap<>();
    private @Nullable Thread deliverer;
    private volatile boolean closed;

    /**
     * Makes the interface of one host; nothing if it has one.
     *
     * @param host the last byte of its address
     * @param passing the name that it has until it is in its namespace
     */
    void add(int host, String namespace, String passing) throws IOException, InterruptedException {
        if (tuns.containsKey(host)) {
            return;
        }
        int fd = Posix.open("/dev/net/tun", Posix.O_RDWR | Posix.O_NONBLOCK);
        try (var arena = Arena.ofConfined()) {
            var request = arena.allocate(IFREQ_BYTES);
            request.setString(0, passing);
            request.set(ValueLayout.JAVA_SHORT, IFNAMSIZ, TUN_NO_PI);
            Posix.ioctl(fd, TUNSETIFF, request);
            Shell.script(
                    """
                    ip link set PASSING netns SPACE
                    ip -n SPACE link set PASSING name NAME
                    nsenter --net=/run/netns/SPACE sh -e <<'end'
                    echo 0 >/proc/sys/net/ipv4/conf/all/rp_filter
                    echo 0 >/proc/sys/net/ipv4/conf/NAME/rp_filter
                    end
                    ip -n SPACE link set NAME up
                    """.replace("PASSING", passing).replace("SPACE", namespace).replace("NAME", INTERFACE));
        } catch (IOException e) {
            Posix.close(fd);
            throw e;
        }
        tuns.put(host, fd);
        readers.put(
                host, Thread.ofPlatform().daemon().name("detour-" + namespace).start(() -> read(host, fd)));
        if (deliverer == null) {
            deliverer = Thread.ofPlatform().daemon().name("detours").start(this::deliver);
        }
    }

    void trouble(int from, int to, Trouble trouble) {
        troubles.add(new Link(from, to), trouble);
    }

    /** All packets go through at once. */
    void heal() {
        troubles.heal();
    }

    private void read(int host, int fd) {
        var random = new SplittableRandom();
        try (var arena = Arena.ofConfined()) {
            var buffer = arena.allocate(MAX_PACKET_BYTES);
            var pollfd = arena.allocate(8, 4);
            long order = 0;
            while (!closed) {
                if (!Posix.readable(fd, pollfd, POLL_MILLIS)) {
                    continue;
                }
                int count = Posix.read(fd, buffer);
                if (count < IPV4_HEADER_BYTES || inFlight.size() >= MAX_IN_FLIGHT) {
                    continue;
                }
                var bytes = buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
                int to = Byte.toUnsignedInt(bytes[DESTINATION_OFFSET + 3]);
                var arrival = troubles.arrival(new Link(host, to), count, System.nanoTime(), MAX_QUEUE_NANOS, random);
                if (arrival.isPresent()) {
                    inFlight.add(new Packet(to, bytes, arrival.getAsLong(), order++));
                }
            }
        } catch (IOException e) {
            if (!closed) {
                throw new IllegalStateException("the detour of host " + host + " ended", e);
            }
        }
    }

    private void deliver() {
        try (var arena = Arena.ofConfined()) {
            var buffer = arena.allocate(MAX_PACKET_BYTES);
            while (!closed) {
                var packet = inFlight.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                var fd = packet == null ? null : tuns.get(packet.to());
                if (packet != null && fd != null) {
                    write(fd, packet.bytes(), buffer);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(int fd, byte[] bytes, MemorySegment buffer) {
        MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, bytes.length);
        try {
            Posix.write(fd, buffer, bytes.length);
        } catch (IOException e) {
            // Lost, as packets are where a queue is full.
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            for (var reader : readers.values()) {
                reader.join();
            }
            if (deliverer != null) {
                deliverer.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        for (int fd : tuns.values()) {
            try {
                Posix.close(fd);
            } catch (IOException e) {
                // The kernel has forgotten it all the same.
            }
        }
        tuns.clear();
    }
}
