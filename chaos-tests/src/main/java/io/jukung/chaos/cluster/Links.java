package io.jukung.chaos.cluster;

import io.jukung.chaos.cluster.Cluster.Trouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/** The state of all links that proxies ask, from their threads. */
final class Links {

    /** All clients, as if they were one host. */
    static final String CLIENTS = "clients";
    /** Who is nobody's member. */
    static final String STRANGER = "stranger";

    /** Who connected to whom; bytes go both ways. */
    record Ends(String from, String to) {
        Ends back() {
            return new Ends(to, from);
        }
    }

    private final Set<Ends> cuts = ConcurrentHashMap.newKeySet();
    private final Set<Ends> resets = ConcurrentHashMap.newKeySet();
    private final Troubles<Ends> troubles = new Troubles<>();

    void cut(String from, String to) {
        cuts.add(new Ends(from, to));
    }

    void reset(String from, String to) {
        resets.add(new Ends(from, to));
    }

    void trouble(String from, String to, Trouble trouble) {
        troubles.add(new Ends(from, to), trouble);
    }

    void heal() {
        cuts.clear();
        resets.clear();
        troubles.heal();
    }

    /** Whether nothing passes one way. */
    boolean isCut(Ends way) {
        return cuts.contains(way);
    }

    /** Whether a connection can be made: that takes both ways. */
    boolean isOpen(Ends connection) {
        return !isCut(connection) && !isCut(connection.back());
    }

    boolean isReset(Ends connection) {
        return resets.contains(connection) || resets.contains(connection.back());
    }

    /** When so many bytes given to a link now come out of it, nanoseconds; not before {@code last}, since bytes do not overtake. */
    long arrival(Ends way, int bytes, long now, long last, SplittableRandom random) {
        // A link that is full drops nothing: it makes the sender wait.
        return Math.max(
                troubles.arrival(way, bytes, now, Long.MAX_VALUE, random).orElse(now), last);
    }
}
