package io.jukung.cli;

import io.jukung.api.client.GrpcApiClient;
import io.jukung.api.model.net.Ipv4Range;
import io.jukung.api.server.ApiServer;
import io.jukung.api.server.ApiServerConfig;
import io.jukung.api.server.pki.ClusterPki;
import io.jukung.api.server.pki.PkiException;
import io.jukung.api.server.pki.Subject;
import io.jukung.controllers.Controllers;
import io.jukung.controllers.ControllersConfig;
import io.jukung.controllers.scheduler.Scheduler;
import io.jukung.platform.Clock;
import io.jukung.store.Bootstrap;
import io.jukung.store.Space;
import io.jukung.store.StoreConfig;
import io.jukung.store.StoreMember;
import io.jukung.store.TlsFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jukung server}: store member, API server, controllers and scheduler in one process. */
@Command(name = "server", description = "Run one server member: store, API server, controllers, scheduler.")
final class ServerCommand implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(ServerCommand.class);
    private static final Duration STORE_PATIENCE = Duration.ofMinutes(5);
    /** Each node gets addresses for 254 pods. */
    private static final int NODE_PREFIX = 24;

    /** As in Kubernetes; without an end to it, what is deleted would never give its space back. */
    private static final Duration HISTORY = Duration.ofMinutes(5);

    private static final Duration DRAIN = Duration.ofSeconds(2);

    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "This member's name in --initial-cluster.")
    private String name = "";

    @Option(names = "--data-dir", required = true, paramLabel = "DIR", description = "Where the store keeps its data.")
    private Path dataDir = Path.of(".");

    @Option(
            names = "--disk-reserve-bytes",
            paramLabel = "BYTES",
            description =
                    "Free space of the data directory's file system, at most half of it, below which objects can be"
                            + " read and deleted only; 0 lets it fill (default: ${DEFAULT-VALUE}).")
    private long diskReserve = Space.DEFAULT.diskReserveBytes();

    @Option(
            names = "--pki-dir",
            required = true,
            paramLabel = "DIR",
            description = "The cluster's CA and keys; made at the first start where absent.")
    private Path pkiDir = Path.of(".");

    @Option(
            names = "--advertise-address",
            required = true,
            paramLabel = "ADDRESS",
            description = "This machine's address for members, nodes and pods.")
    private String address = "";

    @Option(
            names = "--secure-port",
            defaultValue = "6443",
            paramLabel = "PORT",
            description = "REST (default: ${DEFAULT-VALUE}).")
    private int securePort;

    @Option(
            names = "--grpc-port",
            defaultValue = "6444",
            paramLabel = "PORT",
            description = "gRPC API (default: ${DEFAULT-VALUE}).")
    private int grpcPort;

    @Option(
            names = "--store-client-port",
            defaultValue = "2379",
            paramLabel = "PORT",
            description = "The store, for etcd clients (default: ${DEFAULT-VALUE}).")
    private int storeClientPort;

    @Option(
            names = "--store-peer-port",
            defaultValue = "2380",
            paramLabel = "PORT",
            description = "The store, for the other members (default: ${DEFAULT-VALUE}).")
    private int storePeerPort;

    @Option(
            names = "--initial-cluster",
            paramLabel = "NAME=URL,…",
            defaultValue = "",
            description = "All members' peer URLs (default: this member alone).")
    private String initialCluster = "";

    @Option(
            names = "--initial-cluster-token",
            defaultValue = "etcd-cluster",
            paramLabel = "TOKEN",
            description = "Keeps clusters of the same names and URLs apart (default: ${DEFAULT-VALUE}).")
    private String token = "";

    @Mixin
    private AddressRanges ranges = new AddressRanges();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Static tokens: lines of token,user,uid,\"group,group\".")
    private Optional<Path> tokenFile = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        var clock = Clock.system();
        try (var lifetime = new RoleLifetime()) {
            var kubernetesService =
                    Ipv4Range.parse(ranges.services()).address(1).toString();
            var pki = ClusterPki.createOrLoad(pkiDir, clock);
            var serving = pki.server(
                    name,
                    Subject.API_SERVER,
                    List.of(
                            address,
                            "127.0.0.1",
                            "localhost",
                            name,
                            kubernetesService,
                            "kubernetes",
                            "kubernetes.default",
                            "kubernetes.default.svc",
                            "kubernetes.default.svc.cluster.local"));
            var tls = new TlsFiles(serving.certFile(), serving.keyFile(), serving.caFile(), true);

            var store = lifetime.own(StoreMember.start(storeConfig(tls)));
            store.awaitReady(STORE_PATIENCE);
            var api = lifetime.own(ApiServer.start(new ApiServerConfig(
                    store.inProcessChannel(),
                    new InetSocketAddress(securePort),
                    new InetSocketAddress(grpcPort),
                    address,
                    serving,
                    serving.caFile(),
                    pki.client("apiserver-to-nodes-" + name, Subject.API_SERVER_TO_NODES),
                    pki.serviceAccountKeyFile(),
                    ApiServerConfig.DEFAULT_ISSUER,
                    tokenFile,
                    ranges.services(),
                    ApiServerConfig.DEFAULT_FIRST_NODE_PORT,
                    ApiServerConfig.DEFAULT_LAST_NODE_PORT,
                    DRAIN,
                    clock)));
            var controllers = new GrpcApiClient(api.inProcessChannel(Subject.CONTROLLERS), "jukung-controllers");
            lifetime.own(Controllers.start(
                    controllers,
                    new ControllersConfig(
                            name,
                            Files.readString(pki.caFile()),
                            Ipv4Range.parse(ranges.pods()),
                            NODE_PREFIX,
                            ControllersConfig.DEFAULT_NODE_GRACE,
                            clock)));
            var scheduling = new GrpcApiClient(api.inProcessChannel(Subject.SCHEDULER), "jukung-scheduler");
            lifetime.own(Scheduler.start(scheduling, name, clock, new SecureRandom()));
            log.info("server {} serves https://{}:{}", name, address, securePort);
            lifetime.awaitEnd();
            return 0;
        } catch (IOException e) {
            throw new CommandFailure("server " + name + ": " + CommandFailure.reason(e), e);
        } catch (TimeoutException | PkiException | IllegalArgumentException e) {
            throw new CommandFailure("server " + name + ": " + e.getMessage(), e);
        }
    }

    private StoreConfig storeConfig(TlsFiles tls) {
        var client = URI.create("https://" + address + ":" + storeClientPort);
        var peer = URI.create("https://" + address + ":" + storePeerPort);
        var members = initialCluster.isEmpty() ? Map.of(name, List.of(peer)) : InitialCluster.parse(initialCluster);
        var space = new Space(0, diskReserve, Space.CompactionMode.PERIODIC, HISTORY.toSeconds());
        return StoreConfig.of(name, dataDir, client, members, tls, tls)
                .with(Bootstrap.founding(members, token))
                .with(space);
    }
}
