package io.jukung.chaos.sim.plane;

import io.jukung.api.client.InformerCore;
import io.jukung.api.client.ObjectEvent;
import io.jukung.api.client.ObjectListener;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.chaos.sim.Situation;
import io.jukung.chaos.sim.kernel.Machine;
import io.jukung.controllers.loop.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A process' copy of one kind, kept by the product's informer state from a watch that lags and breaks. */
final class PlaneInformer {

    private final PlaneWorld world;
    private final Machine machine;
    private final Kind kind;
    private final InformerCore core = new InformerCore();
    private final List<ObjectListener> listeners = new ArrayList<>();
    /** How far the stream is; -1: there is none. */
    private long position = -1;

    private boolean pumping;

    PlaneInformer(PlaneWorld world, Machine machine, Kind kind) {
        this.world = world;
        this.machine = machine;
        this.kind = kind;
        int life = machine.life();
        world.api().follow(() -> {
            if (machine.life() == life) {
                pump();
            }
        });
        pump();
    }

    Kind kind() {
        return kind;
    }

    void listen(ObjectListener listener) {
        listeners.add(listener);
    }

    boolean synced() {
        return core.synced();
    }

    Optional<KubeObject> get(ObjectKey key) {
        return core.get(key);
    }

    List<KubeObject> all() {
        return core.all();
    }

    /** Whether this copy shows what was written. */
    boolean shows(PlaneCalls.Written written) {
        if (!written.resource().equals(kind.resource())) {
            return true;
        }
        if (written.version() > 0) {
            return core.revision() >= written.version();
        }
        return get(written.key())
                .filter(present -> written.uid().isEmpty() || present.uid().equals(written.uid()))
                .filter(present -> !present.beingDeleted())
                .isEmpty();
    }

    /** The connection is gone; it comes again after a while. */
    void breakOff() {
        position = -1;
    }

    private void pump() {
        if (!pumping) {
            pumping = true;
            machine.after(world.watchDelay(), () -> {
                pumping = false;
                deliver();
            });
        }
    }

    private void deliver() {
        if (position < 0 && !connect()) {
            pump();
            return;
        }
        for (var logged : world.api().after(kind.resource(), position)) {
            position = logged.revision();
            apply(logged.event());
        }
    }

    /** Opens a stream where this copy ends, or lists all; false where that has to be done over. */
    private boolean connect() {
        var from = core.begin();
        if (from.isEmpty()) {
            long at = world.api().revision();
            var version = Long.toString(at);
            for (var object : world.api().all(kind.resource()).values()) {
                apply(new ObjectEvent.Added(object, object.resourceVersion()));
            }
            apply(new ObjectEvent.Bookmark(version, true));
            position = at;
            return true;
        }
        if (core.revision() < world.api().compacted()) {
            world.situations().met(Situation.WATCH_CACHE_REBUILT);
            core.expire();
            return false;
        }
        position = core.revision();
        return true;
    }

    private void apply(ObjectEvent event) {
        core.apply(event, this::tell);
        listeners.forEach(listener -> {
            if (event instanceof ObjectEvent.Bookmark) {
                listener.onChange(new ObjectKey("", ""), null, null);
            }
        });
    }

    private void tell(ObjectKey key, @Nullable KubeObject before, @Nullable KubeObject now) {
        listeners.forEach(listener -> listener.onChange(key, before, now));
    }
}
