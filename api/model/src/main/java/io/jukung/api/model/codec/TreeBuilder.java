package io.jukung.api.model.codec;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds a tree from the parts a parser meets one after the other, without recursion. */
final class TreeBuilder {

    private sealed interface Frame {

        /** The part of a path that names the value now being read. */
        String step();
    }

    private static final class ObjectFrame implements Frame {

        private final ObjectValue.Builder fields = ObjectValue.builder();
        private String name = "";

        @Override
        public String step() {
            return "." + name;
        }
    }

    private static final class ListFrame implements Frame {

        private final List<Value> items = new ArrayList<>();

        @Override
        public String step() {
            return "[" + items.size() + "]";
        }
    }

    /** A name may be as long as the document: longer paths are cut. */
    private static final int LONGEST_PATH = 1024;

    private final Deque<Frame> open = new ArrayDeque<>();
    private final Set<String> duplicates = new LinkedHashSet<>();
    private @Nullable Value root;

    void startObject() {
        open.push(new ObjectFrame());
    }

    void startList() {
        open.push(new ListFrame());
    }

    int depth() {
        return open.size();
    }

    /** The next value is that of field {@code name}. */
    void name(String name) {
        var frame = (ObjectFrame) Objects.requireNonNull(open.peek(), "a name outside an object");
        frame.name = name;
        if (duplicates.size() < Decoded.MOST_DUPLICATES && frame.fields.has(name)) {
            duplicates.add(path());
        }
    }

    void value(Value value) {
        switch (open.peek()) {
            case null -> root = value;
            case ObjectFrame object -> object.fields.put(object.name, value);
            case ListFrame list -> list.items.add(value);
        }
    }

    /** Closes the innermost object or list and gives it to the one around it. */
    Value end() {
        Value ended = switch (Objects.requireNonNull(open.poll(), "nothing is open")) {
            case ObjectFrame object -> object.fields.build();
            case ListFrame list -> ListValue.of(list.items);
        };
        value(ended);
        return ended;
    }

    private String path() {
        var path = new StringBuilder();
        open.descendingIterator().forEachRemaining(frame -> {
            if (path.length() <= LONGEST_PATH) {
                path.append(frame.step(), 0, Math.min(frame.step().length(), LONGEST_PATH));
            }
        });
        return path.isEmpty() || path.charAt(0) != '.' ? path.toString() : path.substring(1);
    }

    /** The finished tree; null where there was nothing. */
    @Nullable
    Value root() {
        return root;
    }

    List<String> duplicates() {
        return List.copyOf(duplicates);
    }
}
