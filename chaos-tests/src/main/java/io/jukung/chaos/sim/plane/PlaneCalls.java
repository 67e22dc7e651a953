package io.jukung.chaos.sim.plane;

import io.jukung.api.client.ApiException;
import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.controllers.loop.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One turn's calls: they may fail, before or after they did what they should. Remembers what it wrote. */
final class PlaneCalls {

    /** What an informer must have seen before the next turn: a version of an object, or (0) that it is gone or going. */
    record Written(GroupVersionResource resource, ObjectKey key, String uid, long version) {}

    private final PlaneWorld world;
    private final List<Written> written = new ArrayList<>();

    PlaneCalls(PlaneWorld world) {
        this.world = world;
    }

    List<Written> written() {
        return written;
    }

    private static ApiException unavailable() {
        return new ApiException(503, "ServiceUnavailable", "no answer", ObjectValue.empty());
    }

    private <T> T call(Supplier<T> work, Runnable onLost) {
        if (world.refuses()) {
            throw unavailable();
        }
        boolean lost = world.losesAnswer();
        if (lost) {
            // Before it is done: the rules look at it while it is.
            onLost.run();
        }
        T result = work.get();
        if (lost) {
            throw unavailable();
        }
        return result;
    }

    Optional<KubeObject> get(GroupVersionResource resource, ObjectKey key) {
        return call(() -> Optional.ofNullable(world.api().find(resource, key)), () -> {});
    }

    /** Does a step of a plan, as the product's executor does. */
    void run(Action action) {
        switch (action) {
            case Action.Create(var kind, var object) ->
                note(
                        kind.resource(),
                        call(
                                () -> world.api().create(kind.resource(), object),
                                () -> world.api().rules().answerLost(object)));
            case Action.Patch(var kind, var key, var subresource, var patch) ->
                patch(kind.resource(), key, subresource, patch);
            case Action.Delete delete ->
                delete(
                        delete.kind().resource(),
                        delete.object().key(),
                        delete.object().uid(),
                        delete.graceSeconds());
            case Action.Replace replace ->
                throw new IllegalStateException("no simulated controller replaces: " + replace);
            case Action.Tell tell -> {
                // News are not state.
            }
        }
    }

    void patch(GroupVersionResource resource, ObjectKey key, String subresource, ObjectValue patch) {
        note(resource, call(() -> world.api().patch(resource, key, subresource, patch), () -> {}));
    }

    void delete(GroupVersionResource resource, ObjectKey key, String uid, OptionalLong grace) {
        try {
            var _ = call(
                    () -> {
                        world.api().delete(resource, key, uid, grace);
                        return true;
                    },
                    () -> {});
            written.add(new Written(resource, key, uid, 0));
        } catch (ApiException e) {
            if (!e.notFound()) {
                throw e;
            }
        }
    }

    void bind(ObjectKey key, String uid, String node) {
        if (world.schedulersOverlap()) {
            world.api().rules().bindingUnseen();
        }
        var _ = call(
                () -> {
                    world.api().bind(key, uid, node);
                    return true;
                },
                () -> world.api().rules().bindingUnseen());
    }

    private void note(GroupVersionResource resource, @Nullable KubeObject object) {
        if (object != null) {
            written.add(new Written(resource, object.key(), object.uid(), Long.parseLong(object.resourceVersion())));
        }
    }
}
