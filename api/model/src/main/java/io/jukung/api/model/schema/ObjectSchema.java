package io.jukung.api.model.schema;

import io.jukung.api.model.object.GroupVersionKind;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an object. Immutable; fields are read at first use, so that schemas may refer to each other in
 * circles and those never used cost next to nothing.
 */
public final class ObjectSchema implements Type {

    private final String name;
    private final @Nullable GroupVersionKind kind;
    private final boolean atomic;
    private final boolean open;
    private final Supplier<List<Field>> source;
    private volatile @Nullable Fields fields;

    private ObjectSchema(
            String name, @Nullable GroupVersionKind kind, boolean atomic, boolean open, Supplier<List<Field>> source) {
        this.name = name;
        this.kind = kind;
        this.atomic = atomic;
        this.open = open;
        this.source = source;
    }

    /** A schema whose fields are made by {@code source} at first use. */
    static ObjectSchema lazy(
            String name, @Nullable GroupVersionKind kind, boolean atomic, Supplier<List<Field>> source) {
        return new ObjectSchema(name, kind, atomic, false, source);
    }

    /**
     * A schema with these fields.
     *
     * @param name as OpenAPI names it, for example {@code io.k8s.api.core.v1.Pod}
     * @param atomic whether writers own the object as one value
     * @param open whether fields not listed are kept
     */
    public static ObjectSchema of(
            String name, @Nullable GroupVersionKind kind, boolean atomic, boolean open, List<Field> fields) {
        var copy = List.copyOf(fields);
        return new ObjectSchema(name, kind, atomic, open, () -> copy);
    }

    /** As OpenAPI names it, for example {@code io.k8s.api.core.v1.Pod}. */
    public String name() {
        return name;
    }

    /** Present for objects with apiVersion and kind. */
    public Optional<GroupVersionKind> kind() {
        return Optional.ofNullable(kind);
    }

    public boolean atomic() {
        return atomic;
    }

    /** Whether fields that the schema does not know are kept. */
    public boolean open() {
        return open;
    }

    /** The field of that JSON name, also of inlined structs; null for an unknown one. */
    public @Nullable Field field(String jsonName) {
        return read().byName.get(jsonName);
    }

    /** The place of a field among {@link #fields()}, from 0; -1 for an unknown one. */
    int place(String jsonName) {
        return read().places.getOrDefault(jsonName, -1);
    }

    /** The field at a place. */
    Field fieldAt(int place) {
        return read().inOrder.get(place);
    }

    /** All fields as JSON shows them, by name, inlined structs dissolved. */
    public Map<String, Field> fields() {
        return read().byName;
    }

    /** The fields as the protobuf message has them: inlined structs are fields of their own. */
    public List<Field> members() {
        return read().members;
    }

    /** The member of that number in the protobuf message; null for an unknown one. */
    public @Nullable Field member(int number) {
        return read().byNumber.get(number);
    }

    private Fields read() {
        var known = fields;
        if (known == null) {
            // Two threads may do it at once: both make the same.
            known = Fields.of(source.get());
            fields = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return name;
    }

    private record Fields(
            List<Field> members,
            Map<String, Field> byName,
            Map<Integer, Field> byNumber,
            List<Field> inOrder,
            Map<String, Integer> places) {

        static Fields of(List<Field> members) {
            var byName = new LinkedHashMap<String, Field>();
            var byNumber = new HashMap<Integer, Field>();
            for (var member : members) {
                if (member.number() > 0) {
                    byNumber.put(member.number(), member);
                }
                if (member.inline() && member.type() instanceof ObjectSchema struct) {
                    byName.putAll(struct.fields());
                } else {
                    byName.put(member.name(), member);
                }
            }
            var places = new HashMap<String, Integer>();
            byName.keySet().forEach(name -> places.put(name, places.size()));
            return new Fields(
                    List.copyOf(members),
                    Collections.unmodifiableMap(byName),
                    Map.copyOf(byNumber),
                    List.copyOf(byName.values()),
                    Map.copyOf(places));
        }
    }
}
