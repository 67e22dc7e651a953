package io.jukung.netproxy.dns;

import static io.jukung.netproxy.Objects.changes;
import static io.jukung.netproxy.Objects.service;
import static io.jukung.netproxy.Objects.slice;
import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.net.Ipv4Range;
import io.jukung.netproxy.NetworkNamespace;
import io.jukung.platform.Clock;
import io.jukung.testing.Needs;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server asked by {@code dig} and by busybox, with the resolv.conf that pods have. */
@Needs(
        tools = {"ip", "dig", "busybox"},
        root = true)
class DnsClientsIT {

    private static final String SERVER = "198.51.100.9";

    private final FakeUpstream upstream = new FakeUpstream();
    private NetworkNamespace namespace;
    private Path resolvConf;
    private DnsServer server;

    DnsClientsIT() throws IOException {}

    @BeforeEach
    void start() throws Exception {
        namespace = NetworkNamespace.create(
                "jkit" + Integer.toHexString(ThreadLocalRandom.current().nextInt(0x1000000)));
        namespace.run(() -> NetworkNamespace.ip("addr", "add", SERVER + "/32", "dev", "lo"));
        resolvConf = Path.of("/etc/netns", namespace.name(), "resolv.conf");
        Files.createDirectories(resolvConf.getParent());
        Files.writeString(
                resolvConf,
                "nameserver " + SERVER
                        + "\nsearch ns.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n");
        var settings = new DnsServer.Settings(
                "cluster.local",
                "10.96.0.10",
                List.of(Ipv4Range.parse("10.96.0.0/16")),
                Duration.ofSeconds(5),
                List.of(upstream.address()));
        server = namespace.call(() -> DnsServer.start(new InetSocketAddress(SERVER, 53), settings, Clock.system()));
        var many = IntStream.range(0, 100)
                .mapToObj(i -> "{'addresses':['10.244.3.%d']}".formatted(i))
                .collect(Collectors.joining(","));
        server.update(changes(
                service("web", "'clusterIP':'10.96.1.1','ports':[{'name':'http','protocol':'TCP','port':80}]"),
                service("db", "'clusterIP':'None','ports':[{'name':'sql','protocol':'TCP','port':5432}]"),
                slice(
                        "db-1",
                        "db",
                        "{'name':'sql','protocol':'TCP','port':5432}",
                        "{'addresses':['10.244.0.5'],'hostname':'db-0','conditions':{'ready':true}}"),
                service("many", "'clusterIP':'None'"),
                slice("many-1", "many", "{'name':'','port':80}", many),
                service("alias", "'type':'ExternalName','externalName':'web.ns.svc.cluster.local'")));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        upstream.close();
        namespace.close();
        Files.deleteIfExists(resolvConf);
        Files.deleteIfExists(resolvConf.getParent());
    }

    /** In the namespace, with its resolv.conf in place of the machine's. */
    private String run(String... command) throws IOException, InterruptedException {
        var all = new String[command.length + 4];
        System.arraycopy(new String[] {"ip", "netns", "exec", namespace.name()}, 0, all, 0, 4);
        System.arraycopy(command, 0, all, 4, command.length);
        return NetworkNamespace.output(all);
    }

    private String dig(String... arguments) throws IOException, InterruptedException {
        var all = new String[arguments.length + 3];
        System.arraycopy(new String[] {"dig", "+time=5", "+tries=1"}, 0, all, 0, 3);
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return run(all);
    }

    @Test
    void digGetsRecordsOfAllKinds() throws Exception {
        assertThat(dig("+short", "web.ns.svc.cluster.local")).isEqualTo("10.96.1.1\n");
        assertThat(dig("+short", "WEB.Ns.svc.cluster.local")).isEqualTo("10.96.1.1\n");
        assertThat(dig("+short", "-t", "SRV", "_http._tcp.web.ns.svc.cluster.local"))
                .isEqualTo("0 100 80 web.ns.svc.cluster.local.\n");
        assertThat(dig("+short", "db-0.db.ns.svc.cluster.local")).isEqualTo("10.244.0.5\n");
        assertThat(dig("+short", "-x", "10.96.1.1")).isEqualTo("web.ns.svc.cluster.local.\n");
        assertThat(dig("+short", "-x", "10.244.0.5")).isEqualTo("db-0.db.ns.svc.cluster.local.\n");
        assertThat(dig("+short", "alias.ns.svc.cluster.local")).isEqualTo("web.ns.svc.cluster.local.\n10.96.1.1\n");
        assertThat(dig("+short", "ns.dns.cluster.local")).isEqualTo("10.96.0.10\n");
        assertThat(dig("example.com")).contains("status: NOERROR", "192.0.2.77");
    }

    @Test
    void digTellsAbsentNamesFromAbsentTypes() throws Exception {
        assertThat(dig("nothing.ns.svc.cluster.local")).contains("status: NXDOMAIN", "aa ", "SOA");
        assertThat(dig("-t", "AAAA", "web.ns.svc.cluster.local")).contains("status: NOERROR", "ANSWER: 0", "SOA");
    }

    @Test
    void digComesAgainByTcpForALargeAnswer() throws Exception {
        assertThat(dig("many.ns.svc.cluster.local")).contains("Truncated, retrying in TCP mode", "ANSWER: 100,");
        assertThat(dig("+ignore", "many.ns.svc.cluster.local")).contains(" tc ", "udp: 1232");
        assertThat(dig("+noedns", "+ignore", "many.ns.svc.cluster.local"))
                .contains(" tc ")
                .doesNotContain("EDNS: version");
        assertThat(dig("+tcp", "+keepopen", "web.ns.svc.cluster.local", "db.ns.svc.cluster.local"))
                .contains("10.96.1.1", "10.244.0.5");
    }

    @Test
    void digWithOptionsOfEdns() throws Exception {
        assertThat(dig("+cookie", "+nsid", "+dnssec", "web.ns.svc.cluster.local"))
                .contains("status: NOERROR", "10.96.1.1")
                .doesNotContain("malformed");
        assertThat(dig("+edns=1", "+noednsneg", "web.ns.svc.cluster.local")).contains("status: BADVERS");
    }

    @Test
    void clientsFindNamesByTheSearchPath() throws Exception {
        for (var name : List.of("web", "alias", "web.ns.svc.cluster.local")) {
            // It asks for all names of the search path, and complains of those that are not there.
            assertThat(run("sh", "-c", "busybox nslookup -type=a " + name + " || true"))
                    .as(name)
                    .contains("Address: 10.96.1.1");
        }
        for (var name : List.of("web", "web.ns", "web.ns.svc", "web.ns.svc.cluster.local", "alias")) {
            // The C library's own resolver stops at the first.
            assertThat(run("getent", "ahostsv4", name)).as(name).contains("10.96.1.1 ");
        }
        assertThat(run("sh", "-c", "busybox nslookup -type=a example.com || true"))
                .contains("192.0.2.77");
        assertThat(run("getent", "ahostsv4", "example.com")).contains("192.0.2.77 ");
    }
}
