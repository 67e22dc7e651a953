package io.jukung.cli.local;

import io.jukung.cli.CommandFailure;
import io.jukung.cli.rest.PemTls;
import io.jukung.node.containerd.ContainerdException;
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
    private @Nullable ContainerdKeeper containerd;
    private boolean closed;

    private Supervisor(ClusterLayout layout, ClusterPlan plan) {
        this.layout = layout;
        this.plan = plan;
        this.table = new ProcessTable(layout);
        for (var member : plan.memberList()) {
            servers.add(child(member.name(), ChildCommands.server(plan, layout, member)));
        }
        this.node = child("node", ChildCommands.node(plan, layout));
    }

    private Child child(String name, List<String> command) {
        return new Child(name, command, new LogFile(layout.log(name)), table);
    }

    /** Of the cluster that lives there; nothing runs yet. */
    public static Supervisor of(ClusterLayout layout) {
        return new Supervisor(layout, layout.plannedCluster());
    }

    /**
     * Starts everything; returns while the processes come up. May be closed meanwhile.
     *
     * @throws CommandFailure when a part does not start; the others are stopped then
     */
    public void start() {
        try {
            startServers();
            startContainerd();
            LocalImages.loadPause(layout);
            startNode();
        } catch (IOException e) {
            close();
            throw new CommandFailure("starting the cluster: " + CommandFailure.reason(e), e);
        } catch (ContainerdException e) {
            close();
            throw new CommandFailure(e.getMessage() == null ? "containerd does not start" : e.getMessage(), e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private synchronized void startServers() throws IOException {
        if (closed) {
            return;
        }
        table.put(RunningProcess.of(ProcessTable.SUPERVISOR, ProcessHandle.current(), 0));
        servers.forEach(Child::start);
        var authorities = Files.readString(layout.pki().resolve("ca.crt"));
        balancer = Balancer.start(
                plan.apiPort(),
                plan.memberList().stream()
                        .map(member -> new InetSocketAddress(plan.nodeIp(), member.securePort()))
                        .toList(),
                PemTls.context(authorities, Optional.empty()));
    }

    private synchronized void startContainerd() {
        if (!closed) {
            containerd = ContainerdKeeper.start(
                    Containerd.config(layout, plan),
                    Programs.find(),
                    layout.containerd().resolve("containerd.log"));
        }
    }

    private synchronized void startNode() {
        if (!closed) {
            node.start();
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
            if (containerd != null) {
                containerd.close();
            }
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
