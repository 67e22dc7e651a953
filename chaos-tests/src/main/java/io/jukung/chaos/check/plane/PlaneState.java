package io.jukung.chaos.check.plane;

import io.jukung.api.model.object.KubeObject;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** All objects at one revision; moves on from change to change. */
public final class PlaneState {

    private record Kept(KubeObject object, long revision) {}

    private final Map<String, SortedMap<Ref, Kept>> byResource = new TreeMap<>();
    /** What an object manages, by its uid. */
    private final Map<String, SortedMap<Ref, KubeObject>> byController = new HashMap<>();

    /** Makes a write; {@code after} is empty for a removal. */
    Change write(long revision, long nanos, Ref ref, Optional<KubeObject> after) {
        var all = byResource.computeIfAbsent(ref.resource(), _ -> new TreeMap<>());
        var kept = Optional.ofNullable(
                after.isPresent() ? all.put(ref, new Kept(after.get(), revision)) : all.remove(ref));
        kept.flatMap(was -> was.object().controller())
                .ifPresent(owner -> managed(owner.uid()).remove(ref));
        after.flatMap(KubeObject::controller)
                .ifPresent(owner -> managed(owner.uid()).put(ref, after.get()));
        return new Change(
                revision,
                nanos,
                ref,
                kept.map(Kept::object),
                kept.map(Kept::revision).orElse(0L),
                after);
    }

    void apply(Change change) {
        write(change.revision(), change.nanos(), change.ref(), change.after());
    }

    private SortedMap<Ref, KubeObject> managed(String uid) {
        return byController.computeIfAbsent(uid, _ -> new TreeMap<>());
    }

    Optional<KubeObject> get(Ref ref) {
        return Optional.ofNullable(of(ref.resource()).get(ref)).map(Kept::object);
    }

    /** The object's resourceVersion; 0 if it is not there. */
    long revision(Ref ref) {
        return Optional.ofNullable(of(ref.resource()).get(ref))
                .map(Kept::revision)
                .orElse(0L);
    }

    private SortedMap<Ref, Kept> of(String resource) {
        return byResource.getOrDefault(resource, Collections.emptySortedMap());
    }

    Collection<String> resources() {
        return Collections.unmodifiableSet(byResource.keySet());
    }

    /** All of a resource, by name. */
    Map<Ref, KubeObject> all(String resource) {
        var all = new TreeMap<Ref, KubeObject>();
        of(resource).forEach((ref, kept) -> all.put(ref, kept.object()));
        return all;
    }

    /** What of a resource an object manages. */
    List<KubeObject> managedBy(KubeObject controller, String resource) {
        return byController.getOrDefault(controller.uid(), Collections.emptySortedMap()).entrySet().stream()
                .filter(entry -> entry.getKey().resource().equals(resource))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The controller of an object, if it is there and of that resource and still the same. */
    Optional<KubeObject> controllerOf(KubeObject object, String resource) {
        return object.controller()
                .flatMap(owner -> get(new Ref(resource, object.namespace(), owner.name()))
                        .filter(found -> found.uid().equals(owner.uid())));
    }
}
