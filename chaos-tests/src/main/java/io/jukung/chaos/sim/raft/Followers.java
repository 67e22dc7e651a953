package io.jukung.chaos.sim.raft;

import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;

/** What a leader knows of the others. */
final class Followers {

    private final RaftGroup<?> group;
    private final long self;
    private final Map<Long, Long> next = new TreeMap<>();
    private final Map<Long, Long> match = new TreeMap<>();
    private final Map<Long, Long> heard = new TreeMap<>();

    Followers(RaftGroup<?> group, long self) {
        this.group = group;
        this.self = self;
    }

    void begin(long first, long now) {
        for (long voter : group.voters()) {
            next.put(voter, first);
            match.put(voter, -1L);
            heard.put(voter, now);
        }
    }

    long next(long member) {
        return next.getOrDefault(member, 0L);
    }

    long match(long member) {
        return match.getOrDefault(member, -1L);
    }

    void heard(long member, long now) {
        heard.put(member, now);
    }

    void retreat(long member, long to) {
        next.put(member, Math.max(match(member) + 1, Math.min(next(member), to)));
    }

    /** Whether that is news. */
    boolean matched(long member, long index) {
        boolean news = index > match(member);
        match.put(member, Math.max(match(member), index));
        next.put(member, Math.max(next(member), index + 1));
        return news;
    }

    boolean majorityHeard(long since) {
        int count = 0;
        for (long voter : group.voters()) {
            count += voter == self || heard.getOrDefault(voter, 0L) >= since ? 1 : 0;
        }
        return group.isMajority(count);
    }

    long majority(long mine) {
        var ordered = new ArrayList<Long>();
        for (long voter : group.voters()) {
            ordered.add(voter == self ? mine : match(voter));
        }
        ordered.sort(null);
        return ordered.get((ordered.size() - 1) / 2);
    }
}
