package io.jukung.api.client;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * What an informer knows, and how an event changes it. A relist is collected aside and takes effect as a whole, so
 * readers never see half of one: objects that it does not hold are gone and get their tombstone. Written by one thread,
 * read by any.
 */
final class InformerState {

    /** One step of one object; null for absent. */
    record Change(
            ObjectKey key,
            @Nullable KubeObject before,
            @Nullable KubeObject now) {}

    private final ConcurrentNavigableMap<ObjectKey, KubeObject> objects = new ConcurrentSkipListMap<>();
    private @Nullable TreeMap<ObjectKey, KubeObject> relist;
    private volatile String resourceVersion = "";
    private volatile boolean synced;

    ConcurrentNavigableMap<ObjectKey, KubeObject> objects() {
        return objects;
    }

    boolean synced() {
        return synced;
    }

    /** Where a watch may go on; "" when all must be listed (again). */
    String resourceVersion() {
        return resourceVersion;
    }

    /** The next events are initial ones, of all that is there. */
    void beginRelist() {
        relist = new TreeMap<>();
    }

    /** The stream ended: what came of an unfinished relist is void. */
    void abandonRelist() {
        relist = null;
    }

    /** The revision is compacted: only a relist can go on from here. */
    void expire() {
        resourceVersion = "";
    }

    /** Takes one event in and says what changed, in key order for a relist. */
    List<Change> apply(ObjectEvent event) {
        var collecting = relist;
        if (collecting == null) {
            var changes = applyNow(event);
            resourceVersion = event.resourceVersion();
            return changes;
        }
        switch (event) {
            case ObjectEvent.Added(var object, var _) -> collecting.put(object.key(), object);
            case ObjectEvent.Modified(var object, var _) -> collecting.put(object.key(), object);
            case ObjectEvent.Deleted(var object, var _) -> collecting.remove(object.key());
            case ObjectEvent.Bookmark(var version, var initialEventsEnd) -> {
                if (initialEventsEnd) {
                    relist = null;
                    var changes = replace(collecting);
                    resourceVersion = version;
                    synced = true;
                    return changes;
                }
            }
        }
        return List.of();
    }

    private List<Change> applyNow(ObjectEvent event) {
        return switch (event) {
            case ObjectEvent.Added(var object, var _) -> put(object);
            case ObjectEvent.Modified(var object, var _) -> put(object);
            case ObjectEvent.Deleted(var object, var _) -> remove(object);
            case ObjectEvent.Bookmark(var _, var _) -> List.of();
        };
    }

    private List<Change> put(KubeObject object) {
        var key = object.key();
        var before = objects.put(key, object);
        if (before != null && !before.uid().equals(object.uid())) {
            // Two objects of one name: the first one's end must be heard of.
            return List.of(new Change(key, before, null), new Change(key, null, object));
        }
        return before != null && before.resourceVersion().equals(object.resourceVersion())
                ? List.of()
                : List.of(new Change(key, before, object));
    }

    private List<Change> remove(KubeObject object) {
        var before = objects.remove(object.key());
        return before == null ? List.of() : List.of(new Change(object.key(), before, null));
    }

    private List<Change> replace(Map<ObjectKey, KubeObject> listed) {
        var changes = new ArrayList<Change>();
        for (var entry : objects.entrySet()) {
            if (!listed.containsKey(entry.getKey())) {
                changes.add(new Change(entry.getKey(), entry.getValue(), null));
            }
        }
        changes.forEach(change -> objects.remove(change.key()));
        listed.values().forEach(object -> changes.addAll(put(object)));
        return changes;
    }
}
