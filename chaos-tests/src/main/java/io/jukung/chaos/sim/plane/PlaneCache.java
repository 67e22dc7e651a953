package io.jukung.chaos.sim.plane;

import io.jukung.api.client.ObjectEvent;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.cache.CacheCore;
import io.jukung.chaos.sim.Situation;
import io.jukung.chaos.sim.kernel.Machine;
import io.jukung.controllers.loop.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A server's cache of one kind: what the product's knows and tells, fed by a watch of the store that lags and breaks. */
final class PlaneCache {

    /** How often a flawed cache does not look at an event. */
    private static final double MISSED = 0.02;

    private final PlaneWorld world;
    private final Machine server;
    private final Kind kind;
    private final CacheCore core;
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean connected;
    private boolean pumping;

    PlaneCache(PlaneWorld world, Machine server, Kind kind) {
        this.world = world;
        this.server = server;
        this.kind = kind;
        core = new CacheCore(world.plan().cacheHistory(), world.plan().cacheQueue());
        int life = server.life();
        world.api().follow(() -> {
            if (server.life() == life) {
                pump();
            }
        });
        pump();
    }

    CacheCore core() {
        return core;
    }

    /** Runs something once the cache has moved on. */
    void onProgress(Runnable then) {
        waiting.add(then);
    }

    void breakOff() {
        connected = false;
        pump();
    }

    private void pump() {
        if (!pumping) {
            pumping = true;
            server.after(world.watchDelay(), () -> {
                pumping = false;
                follow();
            });
        }
    }

    private void follow() {
        if (!connected) {
            connected = true;
            if (core.revision() == 0 || core.revision() < world.api().compacted()) {
                load();
            } else {
                pump();
            }
        } else {
            var changes = new ArrayList<CacheCore.Written>();
            for (var logged : world.api().after(kind.resource(), core.revision())) {
                if (world.flaw() != PlaneFlaw.CACHE_MISSES_EVENTS
                        || !world.kernel().chance(MISSED)) {
                    changes.add(written(logged.event(), logged.revision()));
                }
            }
            core.apply(changes, world.api().revision());
        }
        var due = List.copyOf(waiting);
        waiting.clear();
        due.forEach(Runnable::run);
    }

    private void load() {
        if (core.revision() > 0) {
            world.situations().met(Situation.WATCH_CACHE_REBUILT);
        }
        var objects = new TreeMap<String, ObjectValue>();
        world.api().all(kind.resource()).values().forEach(object -> objects.put(key(object.key()), object.tree()));
        core.replace(objects, world.api().revision());
    }

    private static CacheCore.Written written(ObjectEvent event, long revision) {
        return switch (event) {
            case ObjectEvent.Added(var object, var _) -> put(object, revision);
            case ObjectEvent.Modified(var object, var _) -> put(object, revision);
            case ObjectEvent.Deleted(var object, var _) -> new CacheCore.Written(key(object.key()), null, revision);
            case ObjectEvent.Bookmark(var _, var _) ->
                throw new IllegalStateException("the API's log has no bookmarks");
        };
    }

    private static CacheCore.Written put(KubeObject object, long revision) {
        return new CacheCore.Written(key(object.key()), object.tree(), revision);
    }

    private static String key(ObjectKey key) {
        return key.namespace().isEmpty() ? key.name() : key.namespace() + "/" + key.name();
    }
}
