package io.jukung.chaos.check.linearizable;

import io.jukung.chaos.edn.Edn;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Wing and Gong's search for an order, with Lowe's memory of what was tried: the set of operations done and the state they
 * led to. Operations that are not known to have happened are open to the end, and need not be placed.
 *
 * <p>A known operation that can be next and leaves the state as it is, as a read does, is placed at once and nothing else is
 * tried in its place: if there is an order at all, there is one with it here, as taking it from further behind to here
 * changes nothing for those between. Without this, many reads at a time have as many orders as they have subsets.
 *
 * @param <S> the object's state
 */
final class Search<S> {

    /** What came of it. */
    sealed interface Result {
        record Linearizable(long explored) implements Result {}

        /**
         * There is no order.
         *
         * @param done the longest order that was found, of which nothing known can go on
         * @param state after it, in text
         * @param stuck known operations, one of which would have had to be next
         */
        record Impossible(List<Operation> done, String state, List<Operation> stuck, long explored) implements Result {
            public Impossible {
                done = List.copyOf(done);
                stuck = List.copyOf(stuck);
            }
        }

        record GaveUp(long explored) implements Result {}
    }

    /** The begin or the end of an operation in a list that things are taken out of and put back into. */
    private static final class Node {
        final int number;
        final Operation operation;
        /** The end's node at a begin; null at an end. */
        final @Nullable Node end;

        Node before;
        Node after;

        @SuppressWarnings("NullAway") // a ring: its neighbours are set when it is put in
        Node(int number, Operation operation, @Nullable Node end) {
            this.number = number;
            this.operation = operation;
            this.end = end;
            this.before = this;
            this.after = this;
        }

        void putBefore(Node node) {
            before = node.before;
            after = node;
            before.after = this;
            after.before = this;
        }

        void takeOut() {
            before.after = after;
            after.before = before;
        }

        void putBack() {
            before.after = this;
            after.before = this;
        }
    }

    private record Tried<S>(BitSet done, S state) {}

    /**
     * A placed operation.
     *
     * @param only whether nothing else had to be tried in its place
     */
    private record Step<S>(Node node, S stateBefore, boolean only) {}

    private final SequentialModel<S> model;
    private final long bound;
    private final Node head;
    private int knownLeft;
    private final BitSet done = new BitSet();
    private final Set<Tried<S>> tried = new HashSet<>();
    private final List<Step<S>> path = new ArrayList<>();
    private int longestSize = -1;
    private List<Operation> longest = List.of();
    private S longestState;
    private List<Operation> stuck = List.of();

    /** With {@code bound} the number of states after which it gives up. */
    Search(SequentialModel<S> model, List<Operation> operations, long bound) {
        this.model = model;
        this.bound = bound;
        this.longestState = model.initial();
        this.head = ring(operations);
        this.knownLeft = (int) operations.stream().filter(Operation::known).count();
    }

    private record Moment(long nanos, boolean end, Node node) {}

    private static Node ring(List<Operation> operations) {
        var moments = new ArrayList<Moment>();
        for (int i = 0; i < operations.size(); i++) {
            var operation = operations.get(i);
            var end = new Node(i, operation, null);
            moments.add(new Moment(operation.begun(), false, new Node(i, operation, end)));
            if (operation.known()) {
                moments.add(new Moment(operation.ended(), true, end));
            } else {
                moments.add(new Moment(Long.MAX_VALUE, true, end));
            }
        }
        // At the same nanosecond begins come first: such operations count as concurrent.
        moments.sort(Comparator.comparingLong(Moment::nanos).thenComparing(Moment::end));
        var none = new Operation(-1, 0, "", Edn.NIL, Edn.NIL, false, 0, 0, List.of());
        var head = new Node(-1, none, null);
        moments.forEach(moment -> moment.node().putBefore(head));
        return head;
    }

    Result run() {
        var state = model.initial();
        var node = head.after;
        boolean placed = true;
        while (knownLeft > 0) {
            if (tried.size() > bound) {
                return new Result.GaveUp(tried.size());
            }
            var free = placed ? free(state) : null;
            placed = false;
            Optional<S> next;
            if (free != null) {
                node = free;
                next = Optional.of(state);
            } else if (node.end != null) {
                next = model.step(state, node.operation);
            } else {
                next = Optional.empty();
            }
            if (next.isPresent() && remember(node, next.get())) {
                path.add(new Step<>(node, state, free != null));
                state = next.get();
                place(node);
                node = head.after;
                placed = true;
            } else if (free == null && node != head && (node.end != null || !node.operation.known())) {
                node = node.after;
            } else {
                note(state);
                var back = goBack();
                if (back == null) {
                    return new Result.Impossible(longest, longestState.toString(), stuck, tried.size());
                }
                state = back.stateBefore();
                node = back.node().after;
            }
        }
        return new Result.Linearizable(tried.size());
    }

    /** A known operation that can be next and changes nothing; null where there is none. */
    private @Nullable Node free(S state) {
        for (var node = head.after; node != head; node = node.after) {
            if (node.end == null) {
                if (node.operation.known()) {
                    return null;
                }
            } else if (node.operation.known()
                    && model.step(state, node.operation).filter(state::equals).isPresent()) {
                return node;
            }
        }
        return null;
    }

    /** Takes back the last operation in whose place another may be tried; null where there is none. */
    private @Nullable Step<S> goBack() {
        while (!path.isEmpty()) {
            var back = path.removeLast();
            unplace(back.node());
            if (!back.only()) {
                return back;
            }
        }
        return null;
    }

    private boolean remember(Node node, S next) {
        done.set(node.number);
        boolean fresh = tried.add(new Tried<>((BitSet) done.clone(), next));
        if (!fresh) {
            done.clear(node.number);
        }
        return fresh;
    }

    private void place(Node node) {
        node.takeOut();
        if (node.end != null) {
            node.end.takeOut();
        }
        knownLeft -= node.operation.known() ? 1 : 0;
    }

    private void unplace(Node node) {
        done.clear(node.number);
        if (node.end != null) {
            node.end.putBack();
        }
        node.putBack();
        knownLeft += node.operation.known() ? 1 : 0;
    }

    /** Keeps how far it came, where it cannot go on. */
    private void note(S state) {
        if (path.size() <= longestSize) {
            return;
        }
        longestSize = path.size();
        longest = path.stream().map(step -> step.node().operation).toList();
        longestState = state;
        var open = new ArrayList<Operation>();
        for (var node = head.after; node != head; node = node.after) {
            if (node.end == null && node.operation.known()) {
                break;
            }
            if (node.end != null && node.operation.known()) {
                open.add(node.operation);
            }
        }
        stuck = open;
    }
}
