package io.jukung.chaos.sim.plane;

import io.jukung.api.client.InformerCore;
import io.jukung.api.client.ObjectEvent;
import io.jukung.api.client.ObjectListener;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.server.cache.CacheCore;
import io.jukung.api.server.cache.CacheException;
import io.jukung.api.server.cache.WatchItem;
import io.jukung.chaos.sim.Situation;
import io.jukung.chaos.sim.kernel.Machine;
import io.jukung.controllers.loop.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A process' copy of one kind, kept by the product's informer state from a watch of a server's cache that lags and breaks. */
final class PlaneInformer {

    /** How often a server tells how far it is. */
    private static final double BOOKMARKS = 0.1;

    private final PlaneWorld world;
    private final Machine machine;
    private final int life;
    private final Kind kind;
    private final InformerCore core = new InformerCore();
    private final List<ObjectListener> listeners = new ArrayList<>();
    private final Predicate<KubeObject> selects;
    private final PlaneStream rules;
    private PlaneServer server;
    private int serverLife;
    private CacheCore.@Nullable Stream stream;
    private boolean listing;
    /** How far a list must be: what the store was at when it was first asked for; -1: nothing is asked for. */
    private long wanted = -1;

    private boolean pumping;

    PlaneInformer(PlaneWorld world, Machine machine, Kind kind) {
        this(world, machine, kind, any -> true);
    }

    PlaneInformer(PlaneWorld world, Machine machine, Kind kind, Predicate<KubeObject> selects) {
        this.world = world;
        this.machine = machine;
        this.life = machine.life();
        this.kind = kind;
        this.selects = selects;
        this.rules = new PlaneStream(world, kind, selects);
        this.server = world.anyServer();
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

    /** The connection is gone; it comes again after a while, from any server. */
    void breakOff() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
        server = world.anyServer();
        pump();
    }

    private void pump() {
        if (!pumping && machine.life() == life) {
            pumping = true;
            machine.after(world.watchDelay(), () -> {
                pumping = false;
                deliver();
            });
        }
    }

    /** A connection to a server that has started anew is broken. */
    void notice() {
        if (stream != null && server.life() != serverLife) {
            breakOff();
        }
    }

    private void deliver() {
        if (stream == null && !connect()) {
            server = world.anyServer();
            pump();
            return;
        }
        takeAll(Objects.requireNonNull(stream));
    }

    private void takeAll(CacheCore.Stream from) {
        var item = from.next();
        while (item != null) {
            switch (item) {
                case WatchItem.Event(var type, var object) -> take(type, object.object());
                case WatchItem.Bookmark(var revision, var end) -> take(revision, end);
                case WatchItem.End(var reason) -> {
                    world.kernel()
                            .trace("a watch of %s ends: %s", kind.resource().resource(), reason);
                    breakOff();
                    return;
                }
            }
            item = from.next();
        }
        if (world.kernel().chance(BOOKMARKS)) {
            var bookmark = from.bookmark();
            if (bookmark != null) {
                take(bookmark.revision(), bookmark.initialEventsEnd());
            }
        }
        server.cache(kind).onProgress(this::pump);
    }

    private void take(WatchItem.Type type, KubeObject object) {
        if (listing) {
            rules.listed(object);
        } else {
            rules.event(type, object);
        }
        var version = object.resourceVersion();
        apply(
                switch (type) {
                    case ADDED -> new ObjectEvent.Added(object, version);
                    case MODIFIED -> new ObjectEvent.Modified(object, version);
                    case DELETED -> new ObjectEvent.Deleted(object, version);
                });
    }

    private void take(long revision, boolean initialEventsEnd) {
        if (listing) {
            rules.endList(revision, wanted);
            listing = false;
            wanted = -1;
        } else {
            rules.bookmark(revision);
        }
        apply(new ObjectEvent.Bookmark(Long.toString(revision), initialEventsEnd));
    }

    /** Opens a stream where this copy ends, or lists all; false where that has to be done over. */
    private boolean connect() {
        serverLife = server.life();
        var cache = server.cache(kind).core();
        listing = core.begin().isEmpty();
        if (listing) {
            if (wanted < 0) {
                wanted = world.api().revision();
            }
            if (cache.revision() == 0 || (cache.revision() < wanted && world.flaw() != PlaneFlaw.LISTS_ARE_STALE)) {
                return false;
            }
            rules.beginList();
            stream = cache.watchFromNow(selects);
            return true;
        }
        if (cache.revision() == 0) {
            return false;
        }
        if (cache.revision() < core.revision()) {
            world.situations().met(Situation.WATCH_AHEAD_OF_CACHE);
        }
        try {
            stream = cache.watchAfter(core.revision(), selects);
        } catch (CacheException.Expired e) {
            world.situations().met(Situation.WATCH_EXPIRED);
            core.expire();
            return false;
        }
        rules.begin(core.revision());
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
