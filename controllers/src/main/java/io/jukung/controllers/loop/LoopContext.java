package io.jukung.controllers.loop;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ControlLoop;
import io.jukung.api.client.EventRecorder;
import io.jukung.api.client.Informer;
import io.jukung.api.client.ObjectIndex;
import io.jukung.api.client.WriteOptions;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.OwnerReference;
import io.jukung.platform.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the loops of one term of leadership share: one informer a kind, the events, the fence. Used by one thread while
 * the loops are being started; {@link #close} ends what it started.
 */
public final class LoopContext implements AutoCloseable {

    private final ApiClient client;
    private final Clock clock;
    private final WriteOptions.Fence fence;
    private final Map<Kind, Informer> informers = new HashMap<>();
    private final Map<Kind, ObjectIndex> dependents = new HashMap<>();
    private final List<EventRecorder> recorders = new ArrayList<>();

    public LoopContext(ApiClient client, Clock clock, WriteOptions.Fence fence) {
        this.client = client;
        this.clock = clock;
        this.fence = fence;
    }

    public ApiClient client() {
        return client;
    }

    public Clock clock() {
        return clock;
    }

    /** The informer of all objects of a kind. */
    public Informer informer(Kind kind) {
        return informers.computeIfAbsent(kind, wanted -> Informer.start(client, wanted.resource()));
    }

    /** The objects of a kind by the uids of their owners. */
    public ObjectIndex dependents(Kind kind) {
        return dependents.computeIfAbsent(kind, wanted -> ObjectIndex.of(informer(wanted), LoopContext::ownerUids));
    }

    private static List<String> ownerUids(KubeObject object) {
        return object.ownerReferences().stream().map(OwnerReference::uid).toList();
    }

    /** A plan executor that speaks for {@code component}. */
    public PlanExecutor executor(String component) {
        var recorder = EventRecorder.start(client, component, "", clock);
        recorders.add(recorder);
        return new PlanExecutor(component, recorder);
    }

    public ControlLoop.Settings settings(String name, int parallelism) {
        return ControlLoop.Settings.fencedBy(name, parallelism, fence);
    }

    @Override
    public void close() {
        informers.values().forEach(Informer::close);
        recorders.forEach(EventRecorder::close);
    }
}
