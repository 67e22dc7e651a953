package io.jukung.chaos.sim.plane;

import io.jukung.chaos.sim.kernel.Machine;
import io.jukung.controllers.loop.Kind;
import java.util.HashMap;
import java.util.Map;

/** An API server, as far as it answers lists and watches: a cache of each kind, empty when it starts. */
final class PlaneServer {

    private final PlaneWorld world;
    private final Machine machine;
    private final Map<Kind, PlaneCache> caches = new HashMap<>();

    PlaneServer(PlaneWorld world, Machine machine) {
        this.world = world;
        this.machine = machine;
        machine.start();
    }

    /** Which process this is: a stream of another one is broken. */
    int life() {
        return machine.life();
    }

    void restart() {
        machine.kill();
        caches.clear();
        machine.start();
    }

    /** Caches lose their connection to the store. */
    void breakOff() {
        caches.values().forEach(PlaneCache::breakOff);
    }

    PlaneCache cache(Kind kind) {
        return caches.computeIfAbsent(kind, fresh -> new PlaneCache(world, machine, kind));
    }
}
