package io.jukung.store.storage;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map of bytes: a treap whose priorities are hashes of the keys, so equal contents have equal shapes.
 * A change copies the path to the root, O(log n).
 */
final class PersistentTree {

    static final PersistentTree EMPTY = new PersistentTree(null, 0);

    private final @Nullable Node root;
    private final long bytes;

    private PersistentTree(@Nullable Node root, long bytes) {
        this.root = root;
        this.bytes = bytes;
    }

    private static final class Node {
        private final byte[] key;
        private final byte[] value;
        private final int priority;
        private final @Nullable Node left;
        private final @Nullable Node right;

        Node(byte[] key, byte[] value, int priority, @Nullable Node left, @Nullable Node right) {
            this.key = key;
            this.value = value;
            this.priority = priority;
            this.left = left;
            this.right = right;
        }

        Node withChildren(@Nullable Node newLeft, @Nullable Node newRight) {
            return new Node(key, value, priority, newLeft, newRight);
        }
    }

    /** The two halves of a tree around a key, without it. */
    private record Split(@Nullable Node smaller, @Nullable Node larger) {}

    long bytes() {
        return bytes;
    }

    byte @Nullable [] get(byte[] key) {
        Node node = root;
        while (node != null) {
            int order = Arrays.compareUnsigned(key, node.key);
            if (order == 0) {
                return node.value;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    PersistentTree with(byte[] key, byte[] value) {
        Split around = split(root, key);
        Node node = new Node(key, value, spread(Arrays.hashCode(key)), null, null);
        long before = sizeOf(key, get(key));
        return new PersistentTree(
                merge(merge(around.smaller, node), around.larger), bytes - before + key.length + value.length);
    }

    PersistentTree without(byte[] key) {
        byte[] value = get(key);
        if (value == null) {
            return this;
        }
        Split around = split(root, key);
        return new PersistentTree(merge(around.smaller, around.larger), bytes - sizeOf(key, value));
    }

    private static long sizeOf(byte[] key, byte @Nullable [] value) {
        return value == null ? 0 : (long) key.length + value.length;
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ (mixed >>> 15);
    }

    private static Split split(@Nullable Node node, byte[] key) {
        if (node == null) {
            return new Split(null, null);
        }
        int order = Arrays.compareUnsigned(key, node.key);
        if (order == 0) {
            return new Split(node.left, node.right);
        }
        if (order < 0) {
            Split below = split(node.left, key);
            return new Split(below.smaller, node.withChildren(below.larger, node.right));
        }
        Split above = split(node.right, key);
        return new Split(node.withChildren(node.left, above.smaller), above.larger);
    }

    private static @Nullable Node merge(@Nullable Node smaller, @Nullable Node larger) {
        if (smaller == null) {
            return larger;
        }
        if (larger == null) {
            return smaller;
        }
        return smaller.priority >= larger.priority
                ? smaller.withChildren(smaller.left, merge(smaller.right, larger))
                : larger.withChildren(merge(smaller, larger.left), larger.right);
    }

    Cursor cursor(byte @Nullable [] from, byte @Nullable [] to, Direction direction) {
        return direction == Direction.FORWARD ? new ForwardCursor(root, from, to) : new ReverseCursor(root, from, to);
    }

    /** In order, with the path of larger ancestors as a stack. */
    private static final class ForwardCursor implements Cursor {
        private final @Nullable Node root;
        private final byte @Nullable [] from;
        private final byte @Nullable [] to;
        private final Deque<Node> path = new ArrayDeque<>();

        ForwardCursor(@Nullable Node root, byte @Nullable [] from, byte @Nullable [] to) {
            this.root = root;
            this.from = from;
            this.to = to;
            descend(root, from);
        }

        private void descend(@Nullable Node start, byte @Nullable [] target) {
            Node node = start;
            while (node != null) {
                if (target == null || Arrays.compareUnsigned(node.key, target) >= 0) {
                    path.push(node);
                    node = node.left;
                } else {
                    node = node.right;
                }
            }
        }

        @Override
        public boolean isValid() {
            Node here = path.peek();
            return here != null && (to == null || Arrays.compareUnsigned(here.key, to) < 0);
        }

        @Override
        public byte[] key() {
            return path.element().key;
        }

        @Override
        public byte[] value() {
            return path.element().value;
        }

        @Override
        public void next() {
            descend(path.pop().right, null);
        }

        @Override
        public void seek(byte[] key) {
            path.clear();
            descend(root, from != null && Arrays.compareUnsigned(from, key) > 0 ? from : key);
        }

        @Override
        public void close() {
            path.clear();
        }
    }

    /** The mirror image: the path of smaller ancestors as a stack. */
    private static final class ReverseCursor implements Cursor {
        private final @Nullable Node root;
        private final byte @Nullable [] from;
        private final byte @Nullable [] to;
        private final Deque<Node> path = new ArrayDeque<>();

        ReverseCursor(@Nullable Node root, byte @Nullable [] from, byte @Nullable [] to) {
            this.root = root;
            this.from = from;
            this.to = to;
            descend(root, to, false);
        }

        private void descend(@Nullable Node start, byte @Nullable [] target, boolean inclusive) {
            Node node = start;
            while (node != null) {
                int order = target == null ? -1 : Arrays.compareUnsigned(node.key, target);
                if (order < 0 || (inclusive && order == 0)) {
                    path.push(node);
                    node = node.right;
                } else {
                    node = node.left;
                }
            }
        }

        @Override
        public boolean isValid() {
            Node here = path.peek();
            return here != null && (from == null || Arrays.compareUnsigned(here.key, from) >= 0);
        }

        @Override
        public byte[] key() {
            return path.element().key;
        }

        @Override
        public byte[] value() {
            return path.element().value;
        }

        @Override
        public void next() {
            descend(path.pop().left, null, false);
        }

        @Override
        public void seek(byte[] key) {
            path.clear();
            if (to != null && Arrays.compareUnsigned(key, to) >= 0) {
                descend(root, to, false);
            } else {
                descend(root, key, true);
            }
        }

        @Override
        public void close() {
            path.clear();
        }
    }
}
