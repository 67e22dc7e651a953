package io.jukung.store.mvcc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How many keys follow a page of a long list. Every page's answer holds the number of keys left, which without this would
 * cost a scan of all of them per page; what is at a revision never changes, so the numbers stay true.
 */
final class PageCounts {

    private static final int MAX_ENTRIES = 1024;

    private record Page(long revision, KeyRange rest) {}

    private final Map<Page, Long> counts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Page, Long> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    synchronized OptionalLong find(long revision, KeyRange range) {
        Long count = counts.get(new Page(revision, range));
        return count == null ? OptionalLong.empty() : OptionalLong.of(count);
    }

    synchronized void remember(long revision, KeyRange rest, long count) {
        counts.put(new Page(revision, rest), count);
    }
}
