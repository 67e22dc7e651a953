package io.jukung.chaos.sim.raft;

import java.util.ArrayList;
import java.util.List;

/**
 * What a member's Raft keeps. Term and vote are synced as they are written; of entries a crash takes those that are not, from the
 * end.
 */
public final class RaftDisk {

    private long term;
    private long votedFor;
    private final ArrayList<Entry> entries = new ArrayList<>();
    /** What precedes the first entry. */
    private long baseIndex = -1;

    private long baseTerm;
    private long synced = -1;

    long term() {
        return term;
    }

    long votedFor() {
        return votedFor;
    }

    void vote(long newTerm, long member) {
        term = newTerm;
        votedFor = member;
    }

    /** Index of the first entry there is, or that would come next. */
    long first() {
        return baseIndex + 1;
    }

    long last() {
        return baseIndex + entries.size();
    }

    long synced() {
        return synced;
    }

    long termAt(long index) {
        return index == baseIndex ? baseTerm : get(index).term();
    }

    boolean has(long index) {
        return index > baseIndex && index <= last();
    }

    Entry get(long index) {
        return entries.get((int) (index - baseIndex - 1));
    }

    List<Entry> from(long index, int most) {
        int begin = (int) (index - baseIndex - 1);
        return List.copyOf(entries.subList(begin, Math.min(entries.size(), begin + most)));
    }

    void append(Entry entry) {
        entries.add(entry);
    }

    /** Removes an entry and all after it. */
    void cutFrom(long index) {
        entries.subList((int) (index - baseIndex - 1), entries.size()).clear();
        synced = Math.min(synced, index - 1);
    }

    /** All up to an entry is on the disk, if it still is that entry. */
    void sync(Entry upTo) {
        if (has(upTo.index()) && termAt(upTo.index()) == upTo.term()) {
            synced = Math.max(synced, upTo.index());
        }
    }

    /** Gives up the entries up to one, whose effect is durable elsewhere. */
    void purge(long upTo) {
        if (upTo <= baseIndex) {
            return;
        }
        baseTerm = termAt(upTo);
        entries.subList(0, (int) (upTo - baseIndex)).clear();
        baseIndex = upTo;
        synced = Math.max(synced, upTo);
    }

    /** A snapshot stands for all up to an entry: those after it stay if they follow it. */
    void replaceUpTo(long index, long termThere) {
        if (index <= baseIndex) {
            return;
        }
        if (has(index) && get(index).term() == termThere) {
            purge(index);
        } else {
            entries.clear();
            baseIndex = index;
            baseTerm = termThere;
        }
        synced = Math.max(Math.min(synced, last()), index);
    }

    /** Loses what is not synced; how many entries. */
    public int crash() {
        int lost = (int) (last() - synced);
        if (lost > 0) {
            cutFrom(synced + 1);
        }
        return Math.max(0, lost);
    }
}
