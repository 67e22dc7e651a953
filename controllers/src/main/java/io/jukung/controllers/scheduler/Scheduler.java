package io.jukung.controllers.scheduler;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.EventRecorder;
import io.jukung.api.client.LeaderElection;
import io.jukung.api.client.WriteOptions;
import io.jukung.controllers.scheduler.plugins.DefaultProfile;
import io.jukung.platform.Clock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A candidate for the scheduler's leadership; while it leads it schedules all pods that ask for {@link #NAME}
 * or for none by name.
 */
public final class Scheduler implements AutoCloseable {

    /** The value of {@code spec.schedulerName} that this scheduler answers to, and the component of its events. */
    public static final String NAME = "default-scheduler";

    private static final String ELECTION = "scheduler";

    private final EventRecorder events;
    private final LeaderElection election;

    private Scheduler(EventRecorder events, LeaderElection election) {
        this.events = events;
        this.election = election;
    }

    /**
     * Starts to stand for leadership; returns at once.
     *
     * @param identity who stands, shown to people
     * @param random decides between equally good nodes
     */
    public static Scheduler start(ApiClient client, String identity, Clock clock, RandomGenerator random) {
        var scheduling = new Scheduling(DefaultProfile.FILTERS, DefaultProfile.SCORERS);
        var events = EventRecorder.start(client, NAME, "", clock);
        var election = LeaderElection.start(client, ELECTION, identity, clock, new LeaderElection.Listener() {
            private @Nullable SchedulingLoop loop;

            @Override
            public void onStarted(WriteOptions.Fence fence) {
                loop = SchedulingLoop.start(client, fence, scheduling, events, clock, random);
            }

            @Override
            public void onStopped() {
                if (loop != null) {
                    loop.close();
                    loop = null;
                }
            }
        });
        return new Scheduler(events, election);
    }

    /** Stops scheduling and gives leadership up; bindings under way are finished or refused by the fence. */
    @Override
    public void close() {
        election.close();
        events.close();
    }
}
