package io.jukung.controllers;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ControlLoop;
import io.jukung.api.client.LeaderElection;
import io.jukung.api.client.WriteOptions;
import io.jukung.controllers.deployment.DeploymentController;
import io.jukung.controllers.endpointslice.EndpointSliceController;
import io.jukung.controllers.eventexpiry.EventExpiryController;
import io.jukung.controllers.garbage.GarbageController;
import io.jukung.controllers.ipam.NodeRangesController;
import io.jukung.controllers.loop.LoopContext;
import io.jukung.controllers.namespace.NamespaceController;
import io.jukung.controllers.node.NodeController;
import io.jukung.controllers.podgc.PodGcController;
import io.jukung.controllers.replicaset.ReplicaSetController;
import io.jukung.controllers.serviceaccount.ServiceAccountController;
import java.util.List;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * All controllers of one process: they run while it leads the election {@value #ELECTION}, and every write of theirs
 * carries its fence, so that a process that was paused while another took over changes nothing when it wakes up.
 */
public final class Controllers implements AutoCloseable {

    /** The election's name. */
    public static final String ELECTION = "controllers";

    private final LeaderElection election;

    private Controllers(LeaderElection election) {
        this.election = election;
    }

    /** Stands for election, and runs the controllers whenever elected; returns at once. The caller owns the client. */
    public static Controllers start(ApiClient client, ControllersConfig config) {
        return new Controllers(
                LeaderElection.start(client, ELECTION, config.identity(), config.clock(), new Terms(client, config)));
    }

    /** Whether this process leads. */
    public boolean leading() {
        return election.fence().isPresent();
    }

    /** Stops the controllers and gives leadership up. */
    @Override
    public void close() {
        election.close();
    }

    /** Called on the election's thread alone. */
    private static final class Terms implements LeaderElection.Listener {

        private final ApiClient client;
        private final ControllersConfig config;
        private @Nullable LoopContext context;
        private List<ControlLoop<?>> loops = List.of();

        Terms(ApiClient client, ControllersConfig config) {
            this.client = client;
            this.config = config;
        }

        @Override
        public void onStarted(WriteOptions.Fence fence) {
            var term = new LoopContext(client, config.clock(), fence);
            context = term;
            loops = List.of(
                    NamespaceController.start(term),
                    ServiceAccountController.start(term, config.rootCaPem()),
                    NodeRangesController.start(term, config.podRange(), config.nodePrefix()),
                    NodeController.start(term, config.nodeGrace()),
                    PodGcController.start(term),
                    EventExpiryController.start(term),
                    DeploymentController.start(term),
                    ReplicaSetController.start(term),
                    EndpointSliceController.start(term),
                    GarbageController.start(term));
        }

        @Override
        public void onStopped() {
            // All at once: each waits for its running turns, whose calls have deadlines.
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                loops.forEach(loop -> threads.execute(loop::close));
            }
            loops = List.of();
            var ended = context;
            if (ended != null) {
                ended.close();
                context = null;
            }
        }
    }
}
