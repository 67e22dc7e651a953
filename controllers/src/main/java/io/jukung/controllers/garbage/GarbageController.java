package io.jukung.controllers.garbage;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ApiException;
import io.jukung.api.client.ControlLoop;
import io.jukung.api.client.Informer;
import io.jukung.api.client.ObjectIndex;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.object.OwnerReference;
import io.jukung.controllers.garbage.GarbageView.Dependent;
import io.jukung.controllers.garbage.GarbageView.Owned;
import io.jukung.controllers.garbage.GarbageView.Standing;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.LoopContext;
import io.jukung.controllers.loop.PlanExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Watches every kind but Events: an object concerns itself, its owners, and when it goes or begins to go its dependents. */
public final class GarbageController {

    private final Map<Kind, Informer> informers = new LinkedHashMap<>();
    private final Map<Kind, ObjectIndex> dependents = new LinkedHashMap<>();
    private final PlanExecutor executor;

    /** Which object. */
    public record Key(Kind kind, ObjectKey object) {}

    private GarbageController(LoopContext context) {
        for (var kind : Kind.ALL) {
            if (!kind.equals(Kind.EVENT)) {
                informers.put(kind, context.informer(kind));
                dependents.put(kind, context.dependents(kind));
            }
        }
        executor = context.executor("garbage-collector");
    }

    /** Starts the loop. */
    public static ControlLoop<Key> start(LoopContext context) {
        var controller = new GarbageController(context);
        var sources = new ArrayList<ControlLoop.Source<Key>>();
        controller.informers.forEach((kind, informer) -> sources.add(new ControlLoop.Source<>(
                informer, (key, before, now) -> controller.concerned(kind, key, before, now))));
        return ControlLoop.start(context.settings("garbage", 8), sources, context.client(), controller::reconcile);
    }

    private Set<Key> concerned(Kind kind, ObjectKey key, @Nullable KubeObject before, @Nullable KubeObject now) {
        var keys = new HashSet<Key>();
        if (now != null && (!now.ownerReferences().isEmpty() || now.beingDeleted())) {
            keys.add(new Key(kind, key));
        }
        if (before != null) {
            // An owner in foreground deletion waits for this one.
            for (var owner : before.ownerReferences()) {
                Kind.named(owner.apiVersion(), owner.kind())
                        .ifPresent(ownerKind -> keys.add(new Key(ownerKind, ownerKey(ownerKind, before, owner))));
            }
            if (now == null) {
                dependentsOf(before)
                        .forEach(dependent -> keys.add(
                                new Key(dependent.kind(), dependent.object().key())));
            }
        }
        return keys;
    }

    private static ObjectKey ownerKey(Kind ownerKind, KubeObject object, OwnerReference owner) {
        return new ObjectKey(ownerKind.namespaced() ? object.namespace() : "", owner.name());
    }

    private List<Dependent> dependentsOf(KubeObject owner) {
        var found = new ArrayList<Dependent>();
        dependents.forEach((kind, index) ->
                index.get(owner.uid()).forEach(object -> found.add(new Dependent(kind, object, owns(object)))));
        return found;
    }

    private boolean owns(KubeObject object) {
        return dependents.values().stream()
                .anyMatch(index -> !index.get(object.uid()).isEmpty());
    }

    private Optional<Duration> reconcile(Key key, ApiClient client) {
        var informer = informers.get(key.kind());
        var object = informer == null ? Optional.<KubeObject>empty() : informer.get(key.object());
        if (object.isEmpty()) {
            return Optional.empty();
        }
        var owners = new ArrayList<Owned>();
        if (!object.get().beingDeleted()) {
            for (var reference : object.get().ownerReferences()) {
                owners.add(new Owned(reference, standing(object.get(), reference, client)));
            }
        }
        var view = new GarbageView(key.kind(), object.get(), owners, dependentsOf(object.get()));
        return executor.run(GarbagePlanner.plan(view), client);
    }

    /** An owner that the cache lacks is asked for by name: only the API can say that it is gone. */
    private Standing standing(KubeObject object, OwnerReference reference, ApiClient client) {
        var kind = Kind.named(reference.apiVersion(), reference.kind());
        var informer = kind.map(informers::get);
        if (kind.isEmpty() || informer.isEmpty()) {
            return Standing.PRESENT;
        }
        var key = ownerKey(kind.get(), object, reference);
        var cached = informer.get().get(key).filter(owner -> owner.uid().equals(reference.uid()));
        if (cached.isPresent()) {
            return standing(cached.get(), reference);
        }
        try {
            return standing(client.get(kind.get().resource(), key), reference);
        } catch (ApiException e) {
            if (e.notFound()) {
                return Standing.ABSENT;
            }
            throw e;
        }
    }

    private static Standing standing(KubeObject owner, OwnerReference reference) {
        if (!owner.uid().equals(reference.uid())) {
            return Standing.ABSENT;
        }
        boolean waiting = owner.beingDeleted() && owner.finalizers().contains(GarbagePlanner.FOREGROUND);
        return waiting ? Standing.WAITING : Standing.PRESENT;
    }
}
