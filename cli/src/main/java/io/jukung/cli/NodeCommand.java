package io.jukung.cli;

import io.jukung.api.client.ApiChannels;
import io.jukung.api.client.ApiClient;
import io.jukung.api.client.GrpcApiClient;
import io.jukung.api.model.net.Ipv4Range;
import io.jukung.cli.local.Preflight;
import io.jukung.netproxy.NetProxy;
import io.jukung.netproxy.NetProxyConfig;
import io.jukung.netproxy.dns.ResolvConf;
import io.jukung.node.NodeConfig;
import io.jukung.node.NodeDaemon;
import io.jukung.platform.Clock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jukung node}: node daemon, network proxy and DNS in one process. */
@Command(name = "node", description = "Run one node: pods in containerd, service addresses, DNS.")
final class NodeCommand implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(NodeCommand.class);
    private static final String DOMAIN = "cluster.local";

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "The Node object's name.")
    private String name = "";

    @Option(names = "--node-ip", required = true, paramLabel = "ADDRESS", description = "This machine's address.")
    private String nodeIp = "";

    @Option(
            names = "--servers",
            required = true,
            split = ",",
            paramLabel = "HOST:PORT",
            description = "The servers' gRPC addresses.")
    private List<String> servers = List.of();

    @Option(
            names = "--pki-dir",
            required = true,
            paramLabel = "DIR",
            description = "Holds ca.crt, node.crt and node.key, node-server.crt and .key, proxy.crt and proxy.key.")
    private Path pkiDir = Path.of(".");

    @Option(
            names = "--data-dir",
            required = true,
            paramLabel = "DIR",
            description = "Where pods' volumes and logs are kept.")
    private Path dataDir = Path.of(".");

    @Option(
            names = "--containerd-socket",
            required = true,
            paramLabel = "FILE",
            description = "containerd's unix socket.")
    private Path containerdSocket = Path.of(".");

    @Option(
            names = "--cni-conf-dir",
            required = true,
            paramLabel = "DIR",
            description = "Where containerd looks for the pod network's configuration.")
    private Path cniFolder = Path.of(".");

    @Option(
            names = "--port",
            defaultValue = "10250",
            paramLabel = "PORT",
            description = "Logs and exec for the API servers (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--cluster-id",
            required = true,
            paramLabel = "ID",
            description = "Marks what is made on this machine.")
    private String clusterId = "";

    @Option(
            names = "--nft-table",
            required = true,
            paramLabel = "NAME",
            description = "The nftables table of the services' addresses.")
    private String nftTable = "";

    @Mixin
    private AddressRanges ranges = new AddressRanges();

    @Option(
            names = "--cluster-dns",
            defaultValue = "10.96.0.10",
            paramLabel = "ADDRESS",
            description = "Where pods ask for names (default: ${DEFAULT-VALUE}).")
    private String clusterDns = "";

    @Override
    public Integer call() throws InterruptedException {
        Preflight.requireRoot("jukung node");
        Preflight.requireNodePrograms();
        var clock = Clock.system();
        try (var lifetime = new RoleLifetime()) {
            var addresses = servers.stream().map(NodeCommand::address).toList();
            var authority = pkiDir.resolve("ca.crt");
            var nodeChannel =
                    ApiChannels.mtls(addresses, authority, pkiDir.resolve("node.crt"), pkiDir.resolve("node.key"));
            lifetime.own(nodeChannel::shutdownNow);
            var proxyChannel =
                    ApiChannels.mtls(addresses, authority, pkiDir.resolve("proxy.crt"), pkiDir.resolve("proxy.key"));
            lifetime.own(proxyChannel::shutdownNow);
            lifetime.own(NetProxy.start(proxyConfig(new GrpcApiClient(proxyChannel, "jukung-proxy"), clock)));
            lifetime.own(NodeDaemon.start(new NodeConfig(
                    name,
                    nodeIp,
                    new GrpcApiClient(nodeChannel, "jukung-node"),
                    containerdSocket,
                    dataDir,
                    cniFolder,
                    clusterId,
                    List.of(clusterDns),
                    DOMAIN,
                    ranges.pods(),
                    port,
                    new NodeConfig.Tls(authority, pkiDir.resolve("node-server.crt"), pkiDir.resolve("node-server.key")),
                    VersionCommand.NODE_VERSION,
                    clock)));
            log.info("node {} runs", name);
            lifetime.awaitEnd();
            return 0;
        } catch (CommandFailure e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new CommandFailure("node " + name + ": " + e.getMessage(), e);
        }
    }

    private NetProxyConfig proxyConfig(ApiClient client, Clock clock) {
        return new NetProxyConfig(
                client,
                name,
                nodeIp,
                nftTable,
                Ipv4Range.parse(ranges.services()),
                Ipv4Range.parse(ranges.pods()),
                clusterDns,
                0,
                DOMAIN,
                NetProxyConfig.DEFAULT_DNS_TTL,
                ResolvConf.nameServers(Path.of("/etc/resolv.conf")),
                clock);
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || !text.substring(colon + 1).matches("\\d{1,5}")) {
            throw new CommandFailure("--servers " + text + ": expected HOST:PORT");
        }
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }
}
