package io.jukung.store.watch;

import com.google.protobuf.ByteString;
import io.jukung.store.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which watchers want a key: those of the one key by hash; those of ranges by an implicit tree over the sorted distinct
 * ranges that knows the furthest end below each node. Watchers of one range share an entry.
 */
final class WatcherIndex {

    private final Map<ByteString, Set<Watcher>> byKey = new HashMap<>();
    private final Map<KeyRange, Set<Watcher>> byRange = new HashMap<>();
    private List<Node> tree = List.of();
    private boolean stale;

    private record Node(KeyRange range, Set<Watcher> watchers, KeyRange furthest) {}

    void add(Watcher watcher) {
        KeyRange range = watcher.range();
        if (range.isSingleKey()) {
            byKey.computeIfAbsent(range.start(), key -> new LinkedHashSet<>()).add(watcher);
        } else {
            byRange.computeIfAbsent(range, key -> {
                        stale = true;
                        return new LinkedHashSet<>();
                    })
                    .add(watcher);
        }
    }

    void remove(Watcher watcher) {
        KeyRange range = watcher.range();
        if (range.isSingleKey()) {
            byKey.computeIfPresent(range.start(), (key, watchers) -> without(watchers, watcher));
        } else {
            Set<Watcher> left = byRange.computeIfPresent(range, (key, watchers) -> without(watchers, watcher));
            stale |= left == null;
        }
    }

    private static @Nullable Set<Watcher> without(Set<Watcher> watchers, Watcher watcher) {
        watchers.remove(watcher);
        return watchers.isEmpty() ? null : watchers;
    }

    /** Calls {@code found} with each watcher of the key. */
    void find(ByteString key, Consumer<Watcher> found) {
        Set<Watcher> exact = byKey.get(key);
        if (exact != null) {
            exact.forEach(found);
        }
        if (stale) {
            rebuild();
        }
        find(0, tree.size(), key, found);
    }

    private void find(int from, int to, ByteString key, Consumer<Watcher> found) {
        if (from >= to) {
            return;
        }
        int middle = (from + to) >>> 1;
        Node node = tree.get(middle);
        ByteString furthest = node.furthest.end();
        if (furthest != null && KeyRange.compare(key, furthest) >= 0) {
            return;
        }
        find(from, middle, key, found);
        if (KeyRange.compare(key, node.range.start()) >= 0) {
            if (node.range.contains(key)) {
                node.watchers.forEach(found);
            }
            find(middle + 1, to, key, found);
        }
    }

    private void rebuild() {
        List<KeyRange> ranges = new ArrayList<>(byRange.keySet());
        ranges.sort(Comparator.comparing(KeyRange::start, KeyRange::compare));
        List<@Nullable Node> nodes = new ArrayList<>();
        ranges.forEach(range -> nodes.add(null));
        build(ranges, nodes, 0, ranges.size());
        List<Node> built = new ArrayList<>(nodes.size());
        for (Node node : nodes) {
            if (node == null) {
                throw new IllegalStateException("a range was left out of the tree");
            }
            built.add(node);
        }
        tree = built;
        stale = false;
    }

    /** Builds the nodes of a stretch and returns the one of its ranges that ends last. */
    private @Nullable KeyRange build(List<KeyRange> ranges, List<@Nullable Node> nodes, int from, int to) {
        if (from >= to) {
            return null;
        }
        int middle = (from + to) >>> 1;
        KeyRange range = ranges.get(middle);
        KeyRange furthest =
                later(later(range, build(ranges, nodes, from, middle)), build(ranges, nodes, middle + 1, to));
        Set<Watcher> watchers = byRange.getOrDefault(range, Set.of());
        nodes.set(middle, new Node(range, watchers, furthest));
        return furthest;
    }

    private static KeyRange later(KeyRange one, @Nullable KeyRange other) {
        ByteString end = one.end();
        if (other == null || end == null) {
            return one;
        }
        ByteString otherEnd = other.end();
        return otherEnd == null || KeyRange.compare(otherEnd, end) > 0 ? other : one;
    }
}
