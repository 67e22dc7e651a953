package io.jukung.cli.local;

import io.jukung.cli.CommandFailure;
import io.jukung.cli.rest.PemTls;
import io.jukung.node.containerd.ContainerdProcess;
import io.jukung.node.containerd.Programs;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the processes of a local cluster: server members, containerd, the node, and in this process the
 * balancer before the API servers. Each that ends is started again; a stop ends them in the opposite
 * order and takes everything they made off the machine.
 */
public final class Supervisor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private final ClusterLayout layout;
    private final ClusterPlan plan;
    private final ProcessTable table;
    private final List<Child> servers = new ArrayList<>();
    private final Child node;
    private @Nullable Balancer balancer;
    private boolean closed;

    private Supervisor(ClusterLayout layout, ClusterPlan plan) {
        this.layout = layout;
        this.plan = plan;
        this.table = new ProcessTable(layout);
        for (var member : plan.memberList()) {
            servers.add(new Child(
                    member.name(), ChildCommands.server(plan, layout, member), layout.log(member.name()), table));
        }
        this.node = new Child("node", ChildCommands.node(plan, layout), layout.log("node"), table);
    }

    /** Starts everything; returns while the processes come up. */
    public static Supervisor start(ClusterLayout layout) {
        var plan = layout.readPlan()
                .orElseThrow(() -> new CommandFailure("no cluster in " + layout.root() + "; make one with: jukung up"));
        var supervisor = new Supervisor(layout, plan);
        supervisor.start();
        return supervisor;
    }

    private void start() {
        table.put(RunningProcess.of(ProcessTable.SUPERVISOR, ProcessHandle.current(), 0));
        try {
            servers.forEach(Child::start);
            var authorities = Files.readString(layout.pki().resolve("ca.crt"));
            balancer = Balancer.start(
                    plan.apiPort(),
                    plan.memberList().stream()
                            .map(member -> new InetSocketAddress(plan.nodeIp(), member.securePort()))
                            .toList(),
                    PemTls.context(authorities, Optional.empty()));
            ContainerdProcess.start(Containerd.config(layout, plan), Programs.find());
            LocalImages.loadPause(layout);
            node.start();
        } catch (IOException e) {
            close();
            throw new CommandFailure("starting the cluster: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Stops the processes; containers and what the node made go with {@link Teardown}. Idempotent. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        log.info("stopping");
        try {
            node.requestStop();
            node.awaitStop(STOP_PATIENCE);
            Teardown.containers(layout, plan);
            servers.forEach(Child::requestStop);
            for (var server : servers) {
                server.awaitStop(STOP_PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (balancer != null) {
                balancer.close();
            }
            Teardown.network(plan);
            table.remove(ProcessTable.SUPERVISOR);
        }
    }
}
