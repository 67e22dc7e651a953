package io.jukung.chaos.nemesis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Shapes of partitions. */
enum Shape {
    /** A majority on one side, the rest on the other. */
    HALVES,
    /** Each hears a majority, and no two the same: Jepsen's majorities-ring. */
    RING,
    /** The leader is alone; clients reach it. */
    LEADER,
    /** Somebody is alone; clients reach it. */
    ONE,
    /** Somebody is alone and hears no clients. */
    GONE,
    /** Somebody is not heard, but hears. */
    MUTE,
    /** Somebody hears nobody, but is heard. */
    DEAF,
    /** Clients do not reach a member; members do. */
    CLIENTS;

    /** Packets from one member do not reach the other. */
    record Cut(String from, String to) {}

    /** With {@code clients} the members that clients do not reach. */
    record Partition(Set<Cut> cuts, Set<String> clients) {
        Partition {
            cuts = Collections.unmodifiableSet(new LinkedHashSet<>(cuts));
            clients = Collections.unmodifiableSet(new LinkedHashSet<>(clients));
        }
    }

    /**
     * What is cut.
     *
     * @param leader if it is known; else some member stands for it
     * @param pick decides what is left to chance
     */
    Partition of(List<String> members, Optional<String> leader, long pick) {
        var mixed = new ArrayList<>(members);
        Collections.shuffle(mixed, new Random(pick));
        var first = mixed.getFirst();
        return switch (this) {
            case HALVES -> {
                int majority = Whom.majority(mixed.size());
                yield between(mixed.subList(0, majority), mixed.subList(majority, mixed.size()));
            }
            case RING -> ring(mixed);
            case LEADER -> against(leader.orElse(first), mixed);
            case ONE, GONE, MUTE, DEAF, CLIENTS -> against(first, mixed);
        };
    }

    /** What is cut where a given member is the one that it is about. */
    Partition against(String one, List<String> members) {
        return switch (this) {
            case LEADER, ONE -> alone(one, members);
            case GONE -> new Partition(alone(one, members).cuts(), Set.of(one));
            case MUTE -> new Partition(oneWay(List.of(one), without(members, one)), Set.of());
            case DEAF -> new Partition(oneWay(without(members, one), List.of(one)), Set.of());
            case CLIENTS -> new Partition(Set.of(), Set.of(one));
            case HALVES, RING ->
                throw new IllegalArgumentException("shape: " + this + ", expected one that is about a single member");
        };
    }

    private static List<String> without(List<String> members, String one) {
        return members.stream().filter(member -> !member.equals(one)).toList();
    }

    private static Partition alone(String one, List<String> members) {
        return between(List.of(one), without(members, one));
    }

    private static Partition between(List<String> one, List<String> other) {
        var cuts = new LinkedHashSet<>(oneWay(one, other));
        cuts.addAll(oneWay(other, one));
        return new Partition(cuts, Set.of());
    }

    private static Set<Cut> oneWay(List<String> from, List<String> to) {
        var cuts = new LinkedHashSet<Cut>();
        for (var source : from) {
            for (var target : to) {
                cuts.add(new Cut(source, target));
            }
        }
        return cuts;
    }

    /** Each hears itself and those just before it on the ring, a majority together. */
    private static Partition ring(List<String> ring) {
        int size = ring.size();
        var cuts = new LinkedHashSet<Cut>();
        for (int to = 0; to < size; to++) {
            for (int back = Whom.majority(size); back < size; back++) {
                cuts.add(new Cut(ring.get(Math.floorMod(to - back, size)), ring.get(to)));
            }
        }
        return new Partition(cuts, Set.of());
    }
}
