package io.jukung.chaos.sim.plane;

import io.jukung.api.client.ObjectEvent;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.server.cache.WatchItem;
import io.jukung.controllers.loop.Kind;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a client's stream must tell, by the API's own log: every change of what it selects, once, in order, as ADDED, MODIFIED or
 * DELETED by whether it was selected before and is now; bookmarks behind which nothing is missing, and that do not go back; and at first,
 * where it lists, what there was at one revision.
 */
final class PlaneStream {

    private static final String COMPLETE = "a watch tells everything once, in order";

    /** What is to be told next. */
    private record Expected(WatchItem.Type type, KubeObject object) {}

    private final PlaneWorld world;
    private final Kind kind;
    private final Predicate<KubeObject> selects;
    /** What is selected at the position. */
    private final Set<ObjectKey> known = new HashSet<>();

    private final Map<ObjectKey, KubeObject> listed = new LinkedHashMap<>();
    private long position;

    PlaneStream(PlaneWorld world, Kind kind, Predicate<KubeObject> selects) {
        this.world = world;
        this.kind = kind;
        this.selects = selects;
    }

    /** The stream goes on after a revision. */
    void begin(long revision) {
        position = revision;
        known.clear();
        known.addAll(selectedAt(revision).keySet());
    }

    /** The stream begins with what there is. */
    void beginList() {
        listed.clear();
    }

    void listed(KubeObject object) {
        listed.put(object.key(), object);
    }

    /** All was listed. */
    void endList(long revision, long wanted) {
        world.kernel()
                .require(
                        revision >= wanted,
                        "a list is not stale",
                        "%s: a list at %d, asked for when the store was at %d",
                        kind.resource(),
                        revision,
                        wanted);
        var expected = selectedAt(revision);
        world.kernel()
                .require(
                        trees(expected).equals(trees(listed)),
                        "a list is what there was at its revision",
                        "%s at %d: listed %s, there were %s",
                        kind.resource(),
                        revision,
                        listed.keySet(),
                        expected.keySet());
        begin(revision);
    }

    private static Map<ObjectKey, Object> trees(Map<ObjectKey, KubeObject> objects) {
        var trees = new LinkedHashMap<ObjectKey, Object>();
        objects.forEach((key, object) -> trees.put(key, object.tree()));
        return trees;
    }

    private Map<ObjectKey, KubeObject> selectedAt(long revision) {
        var there = new LinkedHashMap<ObjectKey, KubeObject>();
        for (var logged : world.api().after(kind.resource(), 0)) {
            if (logged.revision() > revision) {
                break;
            }
            switch (logged.event()) {
                case ObjectEvent.Added(var object, var _) -> there.put(object.key(), object);
                case ObjectEvent.Modified(var object, var _) -> there.put(object.key(), object);
                case ObjectEvent.Deleted(var object, var _) -> there.remove(object.key());
                case ObjectEvent.Bookmark(var _, var _) -> {}
            }
        }
        there.values().removeIf(selects.negate());
        return there;
    }

    void event(WatchItem.Type type, KubeObject object) {
        Expected expected = null;
        for (var logged : world.api().after(kind.resource(), position)) {
            position = logged.revision();
            expected = step(logged.event());
            if (expected != null) {
                break;
            }
        }
        world.kernel()
                .require(
                        expected != null
                                && expected.type == type
                                && expected.object.uid().equals(object.uid())
                                && (type == WatchItem.Type.DELETED
                                        || expected.object.tree().equals(object.tree())),
                        COMPLETE,
                        "%s: told of %s %s at %s, where %s",
                        kind.resource(),
                        type,
                        object.key(),
                        object.resourceVersion(),
                        expected == null
                                ? "nothing happened"
                                : expected.type + " " + expected.object.key() + " at " + position + " comes next");
    }

    void bookmark(long revision) {
        world.kernel()
                .require(
                        revision >= position,
                        "a bookmark does not go back",
                        "%s: told that all up to %d is known, after %d",
                        kind.resource(),
                        revision,
                        position);
        for (var logged : world.api().after(kind.resource(), position)) {
            if (logged.revision() > revision) {
                break;
            }
            var missed = step(logged.event());
            world.kernel()
                    .require(
                            missed == null,
                            COMPLETE,
                            "%s: told that all up to %d is known, and not of the change at %d",
                            kind.resource(),
                            revision,
                            logged.revision());
        }
        position = revision;
    }

    /** What the stream is to tell of a change; null: nothing. */
    private @Nullable Expected step(ObjectEvent event) {
        return switch (event) {
            case ObjectEvent.Added(var object, var _) -> step(object, selects.test(object));
            case ObjectEvent.Modified(var object, var _) -> step(object, selects.test(object));
            case ObjectEvent.Deleted(var object, var _) -> step(object, false);
            case ObjectEvent.Bookmark(var _, var _) -> null;
        };
    }

    private @Nullable Expected step(KubeObject object, boolean is) {
        boolean was = is ? !known.add(object.key()) : known.remove(object.key());
        if (is) {
            return new Expected(was ? WatchItem.Type.MODIFIED : WatchItem.Type.ADDED, object);
        }
        return was ? new Expected(WatchItem.Type.DELETED, object) : null;
    }
}
