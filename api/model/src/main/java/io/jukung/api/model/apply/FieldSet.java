package io.jukung.api.model.apply;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.tree.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * A set of paths, as a tree. Immutable.
 *
 * @param members the paths of one element
 * @param children what follows an element; never empty sets
 */
record FieldSet(NavigableSet<PathElement> members, NavigableMap<PathElement, FieldSet> children) {

    static final FieldSet EMPTY = new FieldSet(new TreeSet<>(), new TreeMap<>());

    boolean isEmpty() {
        return members.isEmpty() && children.isEmpty();
    }

    /** What follows the element. */
    FieldSet below(PathElement element) {
        return children.getOrDefault(element, EMPTY);
    }

    /** The set of one path of fields. */
    static FieldSet ofPath(String... names) {
        var set =
                new Builder().add(new PathElement.Name(names[names.length - 1])).build();
        for (int i = names.length - 2; i >= 0; i--) {
            set = new Builder().put(new PathElement.Name(names[i]), set).build();
        }
        return set;
    }

    FieldSet union(FieldSet that) {
        if (isEmpty()) {
            return that;
        }
        var joined = new TreeSet<>(members);
        joined.addAll(that.members);
        var all = new TreeMap<>(children);
        that.children.forEach((element, set) -> all.merge(element, set, FieldSet::union));
        return new FieldSet(joined, all);
    }

    /** The paths of this set that are not in that one. */
    FieldSet difference(FieldSet that) {
        return without(that, (element, set) -> set.difference(that.below(element)));
    }

    /** As {@link #difference}, and a path of that set takes all below it too. */
    FieldSet recursiveDifference(FieldSet that) {
        return without(
                that,
                (element, set) ->
                        that.members.contains(element) ? EMPTY : set.recursiveDifference(that.below(element)));
    }

    private FieldSet without(FieldSet that, BiFunction<PathElement, FieldSet, FieldSet> child) {
        var builder = new Builder();
        members.stream().filter(element -> !that.members.contains(element)).forEach(builder::add);
        children.forEach((element, set) -> builder.put(element, child.apply(element, set)));
        return builder.build();
    }

    FieldSet intersection(FieldSet that) {
        var builder = new Builder();
        members.stream().filter(that.members::contains).forEach(builder::add);
        children.forEach((element, set) -> builder.put(element, set.intersection(that.below(element))));
        return builder.build();
    }

    /** Every path, as Kubernetes prints it, for example {@code .spec.ports[port=80,protocol="TCP"].name}. */
    List<String> paths() {
        var paths = new ArrayList<String>();
        collect("", paths);
        return paths;
    }

    private void collect(String prefix, List<String> paths) {
        var elements = new TreeSet<>(members);
        elements.addAll(children.keySet());
        for (var element : elements) {
            if (members.contains(element)) {
                paths.add(prefix + element);
            }
            below(element).collect(prefix + element, paths);
        }
    }

    /** As FieldsV1. */
    ObjectValue toTree() {
        var elements = new TreeSet<>(members);
        elements.addAll(children.keySet());
        var tree = ObjectValue.builder();
        for (var element : elements) {
            var child = below(element).toTree();
            boolean both = members.contains(element) && !child.isEmpty();
            tree.put(element.serialized(), both ? withSelf(child) : child);
        }
        return tree.build();
    }

    private static ObjectValue withSelf(ObjectValue child) {
        var tree = ObjectValue.builder().put(".", ObjectValue.empty());
        child.fields().forEach(tree::put);
        return tree.build();
    }

    /**
     * From FieldsV1.
     *
     * @throws DecodingException for a text that is no path element
     */
    static FieldSet of(ObjectValue tree) {
        var builder = new Builder();
        tree.fields().forEach((text, value) -> {
            if (text.equals(".")) {
                return;
            }
            var element = PathElement.parse(text);
            if (element == null || !(value instanceof ObjectValue below)) {
                throw new DecodingException("fieldsV1: \"" + text + "\" is not a path element");
            }
            var child = of(below);
            if (below.has(".") || child.isEmpty()) {
                builder.add(element);
            }
            builder.put(element, child);
        });
        return builder.build();
    }

    /** Collects one set; used by one thread, once. */
    static final class Builder {

        private final TreeSet<PathElement> members = new TreeSet<>();
        private final TreeMap<PathElement, FieldSet> children = new TreeMap<>();

        Builder add(PathElement element) {
            members.add(element);
            return this;
        }

        /** Puts what follows the element; an empty set is nothing. */
        Builder put(PathElement element, FieldSet below) {
            if (!below.isEmpty()) {
                children.merge(element, below, FieldSet::union);
            }
            return this;
        }

        FieldSet build() {
            return members.isEmpty() && children.isEmpty() ? EMPTY : new FieldSet(members, children);
        }
    }
}
