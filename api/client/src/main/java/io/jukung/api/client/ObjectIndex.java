package io.jukung.api.client;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The objects of an informer by a property of theirs, such as their node or their owners' uids. Reads never block. */
public final class ObjectIndex {

    private final Function<KubeObject, ? extends Collection<String>> terms;
    private final Map<String, Map<ObjectKey, KubeObject>> objects = new ConcurrentHashMap<>();

    private ObjectIndex(Function<KubeObject, ? extends Collection<String>> terms) {
        this.terms = terms;
    }

    /**
     * An index of what {@code informer} holds, kept before listeners that are added later hear of a change.
     *
     * @param terms under which an object is to be found; a pure function
     */
    public static ObjectIndex of(Informer informer, Function<KubeObject, ? extends Collection<String>> terms) {
        var index = new ObjectIndex(terms);
        informer.addListener(index::onChange);
        return index;
    }

    /** The objects under {@code term}, in key order. */
    public List<KubeObject> get(String term) {
        var found = objects.get(term);
        return found == null
                ? List.of()
                : found.values().stream()
                        .sorted(Comparator.comparing(KubeObject::key))
                        .toList();
    }

    private void onChange(ObjectKey key, @Nullable KubeObject before, @Nullable KubeObject now) {
        if (now != null) {
            for (var term : terms.apply(now)) {
                objects.computeIfAbsent(term, _ -> new ConcurrentHashMap<>()).put(key, now);
            }
        }
        if (before != null) {
            var kept = now == null ? List.<String>of() : terms.apply(now);
            for (var term : terms.apply(before)) {
                if (!kept.contains(term)) {
                    objects.computeIfPresent(term, (_, found) -> {
                        found.remove(key);
                        return found.isEmpty() ? null : found;
                    });
                }
            }
        }
    }
}
