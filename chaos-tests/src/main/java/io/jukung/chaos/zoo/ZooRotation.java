package io.jukung.chaos.zoo;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Which bug is hunted when: one a run, and each of them once in as many turns as there are bugs. */
public final class ZooRotation {

    /** Any number will do; another one would change the order. */
    private static final long ORDER = 4;

    private final List<Bug> order;

    /** @param bugs at least one */
    public ZooRotation(List<Bug> bugs) {
        if (bugs.isEmpty()) {
            throw new IllegalArgumentException("bugs: none, expected at least one");
        }
        var shuffled = new ArrayList<>(bugs);
        // Those of one part of the product stand together in the list: days with watches alone would follow.
        Collections.shuffle(shuffled, new Random(ORDER));
        this.order = List.copyOf(shuffled);
    }

    /** The bug of a turn, any number: a seed, or that of a run. */
    public Bug at(long turn) {
        return order.get((int) Math.floorMod(turn, (long) order.size()));
    }

    /** The bug of a day. */
    public Bug on(LocalDate day) {
        return at(day.toEpochDay());
    }
}
