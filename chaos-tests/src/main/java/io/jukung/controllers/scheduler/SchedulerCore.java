package io.jukung.controllers.scheduler;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.controllers.scheduler.framework.ClusterEvent;
import io.jukung.controllers.scheduler.framework.FilterPlugin;
import io.jukung.controllers.scheduler.plugins.DefaultProfile;
import io.jukung.controllers.scheduler.snapshot.PodInfo;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** For the simulation: queue, cache and decisions of the scheduler, without its thread. */
@NullMarked
public final class SchedulerCore {

    private final Scheduling scheduling = new Scheduling(DefaultProfile.FILTERS, DefaultProfile.SCORERS);
    private final ClusterState state = new ClusterState();

    /** A pod that is to be bound to a node, counted there already. */
    public record Decision(PodInfo pod, String node) {}

    public void node(ObjectKey key, @Nullable KubeObject now, Instant at) {
        state.node(key, now, at);
    }

    public void pod(ObjectKey key, @Nullable KubeObject now, Instant at) {
        state.pod(key, now, at);
    }

    /** Decides about all pods that may be tried now, up to the first that has a node. */
    public Optional<Decision> next(Instant now, RandomGenerator random) {
        while (true) {
            var work = state.next(now);
            if (work.isEmpty()) {
                return Optional.empty();
            }
            var pod = work.get().queued().pod();
            switch (scheduling.schedule(pod, work.get().snapshot(), random)) {
                case Verdict.Assigned assigned -> {
                    if (state.assume(pod, assigned.node())) {
                        return Optional.of(new Decision(pod, assigned.node()));
                    }
                }
                case Verdict.Unschedulable refused -> {
                    var _ = state.unschedulable(pod, helpedBy(refused.plugins()), now);
                }
            }
        }
    }

    private Set<ClusterEvent> helpedBy(Set<String> plugins) {
        return plugins.isEmpty()
                ? Set.of(ClusterEvent.NODE_ADDED)
                : scheduling.filters().stream()
                        .filter(plugin -> plugins.contains(plugin.name()))
                        .map(FilterPlugin::helpedBy)
                        .flatMap(Set::stream)
                        .collect(Collectors.toUnmodifiableSet());
    }

    public void bound(PodInfo pod, Instant now) {
        state.bound(pod, now);
    }

    public void notBound(PodInfo pod, Instant now) {
        state.notBound(pod, now);
    }
}
