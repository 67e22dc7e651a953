package io.jukung.store.watch;

import com.google.protobuf.ByteString;
import io.jukung.store.mvcc.KeyRange;
import io.jukung.store.watch.WatcherGroup.Interest;
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
 * ranges that knows the furthest end below each node. Those that want the same are found as one {@link WatcherGroup}.
 */
final class WatcherIndex {

    private final Map<Interest, WatcherGroup> groups = new HashMap<>();
    private final Map<ByteString, Set<WatcherGroup>> byKey = new HashMap<>();
    private final Map<KeyRange, Set<WatcherGroup>> byRange = new HashMap<>();
    private List<Node> tree = List.of();
    private boolean stale;

    private record Node(KeyRange range, Set<WatcherGroup> groups, KeyRange furthest) {}

    void add(Watcher watcher) {
        groups.computeIfAbsent(watcher.interest(), this::newGroup).watchers().add(watcher);
    }

    private WatcherGroup newGroup(Interest interest) {
        WatcherGroup group = new WatcherGroup(interest);
        KeyRange range = interest.range();
        if (range.isSingleKey()) {
            byKey.computeIfAbsent(range.start(), key -> new LinkedHashSet<>()).add(group);
        } else {
            byRange.computeIfAbsent(range, key -> {
                        stale = true;
                        return new LinkedHashSet<>();
                    })
                    .add(group);
        }
        return group;
    }

    void remove(Watcher watcher) {
        groups.computeIfPresent(watcher.interest(), (interest, group) -> {
            group.watchers().remove(watcher);
            if (!group.watchers().isEmpty()) {
                return group;
            }
            removeGroup(interest.range(), group);
            return null;
        });
    }

    private void removeGroup(KeyRange range, WatcherGroup group) {
        if (range.isSingleKey()) {
            byKey.computeIfPresent(range.start(), (key, left) -> without(left, group));
        } else {
            Set<WatcherGroup> left = byRange.computeIfPresent(range, (key, ranges) -> without(ranges, group));
            stale |= left == null;
        }
    }

    private static @Nullable Set<WatcherGroup> without(Set<WatcherGroup> left, WatcherGroup group) {
        left.remove(group);
        return left.isEmpty() ? null : left;
    }

    /** Calls {@code found} with each group whose range has the key. */
    void find(ByteString key, Consumer<WatcherGroup> found) {
        Set<WatcherGroup> exact = byKey.get(key);
        if (exact != null) {
            exact.forEach(found);
        }
        if (stale) {
            rebuild();
        }
        find(0, tree.size(), key, found);
    }

    private void find(int from, int to, ByteString key, Consumer<WatcherGroup> found) {
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
                node.groups.forEach(found);
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
        nodes.set(middle, new Node(range, byRange.getOrDefault(range, Set.of()), furthest));
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
