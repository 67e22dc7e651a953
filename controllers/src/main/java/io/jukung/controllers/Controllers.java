package io.jukung.controllers;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ControlLoop;
import io.jukung.api.client.LeaderElection;
import io.jukung.api.client.WriteOptions;
import io.jukung.controllers.deployment.DeploymentController;
import io.jukung.controllers.endpointslice.EndpointSliceController;
import io.jukung.controllers.garbage.GarbageController;
import io.jukung.controllers.ipam.NodeRangesController;
import io.jukung.controllers.loop.LoopContext;
import io.jukung.controllers.namespace.NamespaceController;
import io.jukung.controllers.node.NodeController;
import io.jukung.controllers.podgc.PodGcController;
import io.jukung.controllers.replicaset.ReplicaSetController;
import io.jukung.controllers.serviceaccount.ServiceAccountController;
import java.util.List;

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
        private List<AutoCloseable> running = List.of();

        Terms(ApiClient client, ControllersConfig config) {
            this.client = client;
            this.config = config;
        }

        @Override
        public void onStarted(WriteOptions.Fence fence) {
            var context = new LoopContext(client, config.clock(), fence);
            running = List.of(
                    context,
                    NamespaceController.start(context),
                    ServiceAccountController.start(context, config.rootCaPem()),
                    NodeRangesController.start(context, config.podRange(), config.nodePrefix()),
                    NodeController.start(context),
                    PodGcController.start(context),
                    DeploymentController.start(context),
                    ReplicaSetController.start(context),
                    EndpointSliceController.start(context),
                    GarbageController.start(context));
        }

        @Override
        public void onStopped() {
            for (var part : running.reversed()) {
                switch (part) {
                    case ControlLoop<?> loop -> loop.close();
                    case LoopContext context -> context.close();
                    default -> throw new IllegalStateException("started, but not to be stopped: " + part);
                }
            }
            running = List.of();
        }
    }
}
