package io.jukung.chaos.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Clients that write (and now and then delete and read) keys of their own under {@code load/} while a script does something;
 * each goes on with the next member when a request fails.
 */
public final class Load implements AutoCloseable {

    private static final int KEYS = 5;
    private static final int TURNS = 10;
    private static final int PAUSE_AFTER_FAILURE_MILLIS = 20;

    private final AtomicLong acknowledged = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private final Function<String, Actor> actors;
    private final List<String> members;
    private final Duration pause;
    private final String padding;
    private volatile boolean over;

    /**
     * Begins.
     *
     * @param name unlike those of other loads of the run
     * @param bytes size of a value, about
     */
    Load(String name, int clients, Duration pause, int bytes, List<String> members, Function<String, Actor> actors) {
        this.actors = actors;
        this.members = List.copyOf(members);
        this.pause = pause;
        this.padding = ".".repeat(bytes);
        for (int client = 0; client < clients; client++) {
            int number = client;
            threads.add(Thread.ofVirtual().name(name + "-" + client).start(() -> work(name, number)));
        }
    }

    private void work(String name, int client) {
        Map<String, Actor> mine = new HashMap<>();
        int at = client;
        try {
            for (int n = 0; !over; n++) {
                var actor = mine.computeIfAbsent(members.get(at % members.size()), actors);
                var key = "load/" + name + "/" + client + "/" + n % KEYS;
                var reply = switch (n % TURNS) {
                    case 7 -> actor.delete(key);
                    case 8 -> actor.get(key);
                    default -> actor.put(key, name + "-" + client + "-" + n + padding);
                };
                if (reply.ok()) {
                    acknowledged.incrementAndGet();
                } else {
                    at++;
                    Thread.sleep(PAUSE_AFTER_FAILURE_MILLIS);
                }
                if (pause.isPositive()) {
                    Thread.sleep(pause);
                }
            }
        } catch (InterruptedException e) {
            // The run is over.
        }
    }

    /** How many requests were answered. */
    public long acknowledged() {
        return acknowledged.get();
    }

    /** Waits until so many more are. */
    public void more(long requests, Duration most) throws Unmet, InterruptedException {
        long begun = acknowledged.get();
        long end = System.nanoTime() + most.toNanos();
        while (acknowledged.get() < begun + requests) {
            if (System.nanoTime() > end) {
                throw new Unmet("of the load " + (acknowledged.get() - begun) + " requests were answered within "
                        + most.toSeconds() + " s, expected " + requests);
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** Begins no more requests, and waits for those that are under way. */
    @Override
    public void close() {
        over = true;
        for (var thread : threads) {
            try {
                if (!thread.join(Duration.ofSeconds(5))) {
                    thread.interrupt();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
