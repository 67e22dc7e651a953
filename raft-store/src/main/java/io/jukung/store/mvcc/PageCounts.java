package io.jukung.store.mvcc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How many keys ranges have, so that neither a count nor the number of keys left, which every page of a list tells, costs a scan
 * of all of them. What is at a revision never changes; what is at another follows from what came and went between.
 */
final class PageCounts {

    private static final int MAX_ENTRIES = 1024;
    /** Counting fewer costs less than looking at what came and went. */
    private static final long FEW = 500;

    private record Page(long revision, KeyRange rest) {}

    private record Count(long revision, long keys) {}

    private final RecentLives lives;
    /** Of what follows a page. */
    private final Map<Page, Long> rests = new Newest<>();
    /** Of whole ranges. */
    private final Map<KeyRange, Count> ranges = new Newest<>();

    /** @param lives of the store whose ranges these are */
    PageCounts(RecentLives lives) {
        this.lives = lives;
    }

    private static final class Newest<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;

        Newest() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MAX_ENTRIES;
        }
    }

    OptionalLong find(long revision, KeyRange range) {
        Count then;
        synchronized (this) {
            Long rest = rests.get(new Page(revision, range));
            if (rest != null) {
                return OptionalLong.of(rest);
            }
            then = ranges.get(range);
        }
        if (then == null) {
            return OptionalLong.empty();
        }
        OptionalLong more = then.revision <= revision
                ? lives.difference(range, then.revision, revision)
                : lives.difference(range, revision, then.revision);
        if (more.isEmpty()) {
            return more;
        }
        return OptionalLong.of(then.keys + (then.revision <= revision ? more.getAsLong() : -more.getAsLong()));
    }

    /** What a range has; the whole one, as it will be asked for again. */
    synchronized void remember(long revision, KeyRange range, long keys) {
        if (keys >= FEW) {
            Count known = ranges.get(range);
            if (known == null || known.revision < revision) {
                ranges.put(range, new Count(revision, keys));
            }
        } else {
            ranges.remove(range);
        }
    }

    /** What follows a page, of a list that goes on at the same revision. */
    synchronized void rememberRest(long revision, KeyRange rest, long keys) {
        rests.put(new Page(revision, rest), keys);
    }
}
