package io.jukung.netproxy.dns;

import static io.jukung.netproxy.Objects.changes;
import static io.jukung.netproxy.Objects.service;
import static io.jukung.netproxy.Objects.slice;
import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.net.Ipv4Range;
import io.jukung.api.model.object.KubeObject;
import io.jukung.netproxy.Objects;
import io.jukung.netproxy.tracker.ServiceTracker;
import io.jukung.platform.Clock;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** The server against dnsjava as its client. */
class DnsServerTest {

    private static final KubeObject WEB = service(
            "web",
            "'clusterIP':'10.96.1.1','ports':[{'name':'http','protocol':'TCP','port':80},{'name':'q','protocol':'UDP','port':81}]");
    private static final KubeObject DB =
            service("db", "'clusterIP':'None','ports':[{'name':'sql','protocol':'TCP','port':5432}]");
    private static final KubeObject DB_SLICE = slice(
            "db-1",
            "db",
            "{'name':'sql','protocol':'TCP','port':15432}",
            "{'addresses':['10.244.0.5'],'hostname':'db-0','conditions':{'ready':true}},"
                    + "{'addresses':['10.244.0.6'],'conditions':{'ready':true}},"
                    + "{'addresses':['10.244.0.7'],'hostname':'db-2','conditions':{'ready':false}}");

    private final FakeUpstream upstream = new FakeUpstream();
    private final FakeUpstream second = new FakeUpstream();
    private DnsServer server;

    DnsServerTest() throws IOException {}

    @BeforeEach
    void start() throws IOException {
        server = DnsServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new DnsServer.Settings(
                        "cluster.local",
                        "10.96.0.10",
                        List.of(Ipv4Range.parse("10.96.0.0/16"), Ipv4Range.parse("10.244.0.0/16")),
                        Duration.ofSeconds(5),
                        List.of(upstream.address(), second.address())),
                Clock.system());
        server.update(changes(
                WEB,
                DB,
                DB_SLICE,
                service("alias", "'type':'ExternalName','externalName':'example.com'"),
                service("inside", "'type':'ExternalName','externalName':'web.ns.svc.cluster.local'"),
                service("empty", "'clusterIP':'None'")));
    }

    @AfterEach
    void stop() {
        server.close();
        upstream.close();
        second.close();
    }

    private Message ask(String name, int type) throws IOException {
        return ask(name, type, resolver -> resolver);
    }

    private Message ask(String name, int type, Function<SimpleResolver, SimpleResolver> how) throws IOException {
        var resolver = new SimpleResolver(server.address());
        resolver.setTimeout(Duration.ofSeconds(10));
        resolver.setIgnoreTruncation(true);
        resolver.setEDNS(-1);
        return how.apply(resolver).send(Message.newQuery(Record.newRecord(name(name), type, DClass.IN)));
    }

    private static Name name(String text) throws TextParseException {
        return Name.fromString(text, Name.root);
    }

    private static List<String> data(Message answer) {
        return answer.getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "web.ns.svc.cluster.local | A | 10.96.1.1",
                "WEB.ns.Svc.Cluster.LOCAL | A | 10.96.1.1",
                "db.ns.svc.cluster.local | A | 10.244.0.5,10.244.0.6",
                "db-0.db.ns.svc.cluster.local | A | 10.244.0.5",
                "10-244-0-6.db.ns.svc.cluster.local | A | 10.244.0.6",
                "10-244-3-4.any.pod.cluster.local | A | 10.244.3.4",
                "_http._tcp.web.ns.svc.cluster.local | SRV | 0 100 80 web.ns.svc.cluster.local.",
                "_q._udp.web.ns.svc.cluster.local | SRV | 0 100 81 web.ns.svc.cluster.local.",
                "_sql._tcp.db.ns.svc.cluster.local | SRV | 0 100 15432 10-244-0-6.db.ns.svc.cluster.local.,0 100 15432 db-0.db.ns.svc.cluster.local.",
                "1.1.96.10.in-addr.arpa | PTR | web.ns.svc.cluster.local.",
                "5.0.244.10.in-addr.arpa | PTR | db-0.db.ns.svc.cluster.local.",
                "alias.ns.svc.cluster.local | CNAME | example.com.",
                "inside.ns.svc.cluster.local | A | 10.96.1.1,web.ns.svc.cluster.local.",
                "dns-version.cluster.local | TXT | 1.1.0",
                "cluster.local | NS | ns.dns.cluster.local."
            },
            quoteCharacter = '\0')
    void namesOfTheCluster(String name, String type, String data) throws IOException {
        var answer = ask(name, Type.value(type));
        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
        assertThat(String.join(",", data(answer))).isEqualTo(data);
        assertThat(answer.getSection(Section.ANSWER))
                .allSatisfy(record -> assertThat(record.getTTL()).isEqualTo(5));
    }

    @ParameterizedTest
    @CsvSource({
        "web.ns.svc.cluster.local, AAAA",
        "db.ns.svc.cluster.local, AAAA",
        "_tcp.web.ns.svc.cluster.local, A",
        "_http._tcp.web.ns.svc.cluster.local, A",
        "ns.svc.cluster.local, A",
        "svc.cluster.local, A",
        "pod.cluster.local, A",
        "cluster.local, A",
        "10-244-3-4.any.pod.cluster.local, AAAA",
        "1.1.96.10.in-addr.arpa, A"
    })
    void namesWithoutThatType(String name, String type) throws IOException {
        var answer = ask(name, Type.value(type));
        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(answer.getSection(Section.ANSWER)).isEmpty();
        assertThat(answer.getSection(Section.AUTHORITY))
                .singleElement()
                .isInstanceOfSatisfying(
                        SOARecord.class, soa -> assertThat(soa.getMinimum()).isEqualTo(5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing.ns.svc.cluster.local",
                "web.other.svc.cluster.local",
                "other.svc.cluster.local",
                "db-2.db.ns.svc.cluster.local",
                "x.web.ns.svc.cluster.local",
                "_http._udp.web.ns.svc.cluster.local",
                "empty.ns.svc.cluster.local",
                "web.ns.svc.cluster.local.ns.svc.cluster.local",
                "example.com.ns.svc.cluster.local",
                "example.com.cluster.local",
                "hello.any.pod.cluster.local",
                "99.1.96.10.in-addr.arpa"
            })
    void namesThatAreNot(String name) throws IOException {
        var answer = ask(name, Type.A);
        assertThat(answer.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(answer.getSection(Section.AUTHORITY)).singleElement().isInstanceOf(SOARecord.class);
        assertThat(upstream.asked()).isEmpty();
    }

    @Test
    void serversComeWithTheirAddresses() throws IOException {
        assertThat(ask("_sql._tcp.db.ns.svc.cluster.local", Type.SRV).getSection(Section.ADDITIONAL).stream()
                        .filter(record -> record.getType() == Type.A)
                        .map(Record::rdataToString))
                .containsExactlyInAnyOrder("10.244.0.5", "10.244.0.6");
    }

    @Test
    void otherNamesAreAskedUpstreamOnceAndThenKept() throws IOException {
        assertThat(data(ask("example.com", Type.A))).containsExactly("192.0.2.77");
        assertThat(data(ask("example.com", Type.A))).containsExactly("192.0.2.77");
        assertThat(data(ask("example.com", Type.A, DnsServerTest::tcp))).containsExactly("192.0.2.77");
        assertThat(upstream.asked()).containsExactly("example.com. A");
        assertThat(server.figures().fromCache()).isEqualTo(2);
    }

    @Test
    void anAliasIsFollowedUpstream() throws IOException {
        assertThat(data(ask("alias.ns.svc.cluster.local", Type.A))).containsExactly("192.0.2.77", "example.com.");
    }

    @Test
    void absenceUpstreamIsPassedOn() throws IOException {
        assertThat(ask("nowhere.test", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void aSilentUpstreamIsAServerFailure() throws IOException {
        upstream.silence();
        second.silence();
        assertThat(ask("example.org", Type.A).getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(data(ask("web.ns.svc.cluster.local", Type.A))).containsExactly("10.96.1.1");
    }

    @Test
    void aFailingUpstreamIsPassedOver() throws IOException {
        upstream.fail();
        assertThat(data(ask("example.com", Type.A))).containsExactly("192.0.2.77");
        second.fail();
        assertThat(ask("example.net", Type.A).getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void manyQueriesWaitForASilentUpstreamAndOursDoNot() throws IOException {
        upstream.silence();
        second.silence();
        try (var socket = new Socket()) {
            socket.connect(server.address());
            socket.setSoTimeout(60_000);
            var out = new DataOutputStream(socket.getOutputStream());
            int count = 1_200;
            for (int i = 0; i < count; i++) {
                var query = Message.newQuery(Record.newRecord(name("host" + i + ".example"), Type.A, DClass.IN))
                        .toWire();
                out.writeShort(query.length);
                out.write(query);
            }
            out.flush();
            assertThat(data(ask("web.ns.svc.cluster.local", Type.A))).containsExactly("10.96.1.1");
            var in = new DataInputStream(socket.getInputStream());
            for (int i = 0; i < count; i++) {
                var answer = new byte[in.readUnsignedShort()];
                in.readFully(answer);
                assertThat(new Message(answer).getRcode()).isEqualTo(Rcode.SERVFAIL);
            }
        }
    }

    @Test
    void aliasesAreFollowedButNotForEver() throws IOException {
        server.update(changes(
                service("one", "'type':'ExternalName','externalName':'two.ns.svc.cluster.local'"),
                service("two", "'type':'ExternalName','externalName':'Web.ns.svc.cluster.local.'"),
                service("round", "'type':'ExternalName','externalName':'round.ns.svc.cluster.local'"),
                service("lost", "'type':'ExternalName','externalName':'nowhere.test'")));
        assertThat(data(ask("one.ns.svc.cluster.local", Type.A)))
                .containsExactly("10.96.1.1", "two.ns.svc.cluster.local.", "web.ns.svc.cluster.local.");
        assertThat(ask("round.ns.svc.cluster.local", Type.A).getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(data(ask("round.ns.svc.cluster.local", Type.CNAME))).containsExactly("round.ns.svc.cluster.local.");
        assertThat(ask("lost.ns.svc.cluster.local", Type.A))
                .satisfies(answer -> assertThat(answer.getRcode()).isEqualTo(Rcode.NXDOMAIN))
                .satisfies(answer -> assertThat(data(answer)).containsExactly("nowhere.test."));
    }

    @Test
    void anAddressBehindTwoServicesKeepsTheNameOfTheOther() throws IOException {
        var tracker = new ServiceTracker();
        var other = service("copy", "'clusterIP':'None','ports':[{'name':'sql','port':5432}]");
        Objects.put(tracker, DB, DB_SLICE, other);
        var copied =
                slice("copy-1", "copy", "{'name':'sql','port':1}", "{'addresses':['10.244.0.5'],'hostname':'c-0'}");
        Objects.put(tracker, copied);
        server.update(tracker.take());
        assertThat(data(ask("5.0.244.10.in-addr.arpa", Type.PTR)))
                .containsExactly("c-0.copy.ns.svc.cluster.local.", "db-0.db.ns.svc.cluster.local.");
        tracker.service(other.key(), null);
        server.update(tracker.take());
        assertThat(data(ask("5.0.244.10.in-addr.arpa", Type.PTR))).containsExactly("db-0.db.ns.svc.cluster.local.");
    }

    @Test
    void beforeServicesAreKnownNoNameIsSaidToBeAbsent() throws IOException {
        try (var early = DnsServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new DnsServer.Settings(
                        "cluster.local",
                        "10.96.0.10",
                        List.of(Ipv4Range.parse("10.96.0.0/16")),
                        Duration.ofSeconds(5),
                        List.of(upstream.address())),
                Clock.system())) {
            var resolver = new SimpleResolver(early.address());
            for (var unknown : List.of("web.ns.svc.cluster.local", "1.1.96.10.in-addr.arpa")) {
                assertThat(resolver.send(Message.newQuery(Record.newRecord(name(unknown), Type.A, DClass.IN)))
                                .getRcode())
                        .isEqualTo(Rcode.SERVFAIL);
            }
            assertThat(data(resolver.send(Message.newQuery(Record.newRecord(name("example.com"), Type.A, DClass.IN)))))
                    .containsExactly("192.0.2.77");
        }
    }

    private static SimpleResolver tcp(SimpleResolver resolver) {
        resolver.setTCP(true);
        return resolver;
    }

    private static Function<SimpleResolver, SimpleResolver> extended(int size) {
        return resolver -> {
            resolver.setEDNS(0, size, 0, List.of());
            return resolver;
        };
    }

    private void manyEndpoints(int count) {
        var endpoints = IntStream.range(0, count)
                .mapToObj(i -> "{'addresses':['10.244.%d.%d']}".formatted(i / 250, i % 250))
                .collect(Collectors.joining(","));
        server.update(changes(
                service("many", "'clusterIP':'None'"), slice("many-1", "many", "{'name':'','port':80}", endpoints)));
    }

    @Test
    void aLargeAnswerIsTruncatedToWhatTheClientTakes() throws IOException {
        manyEndpoints(60);
        var name = "many.ns.svc.cluster.local";
        var plain = ask(name, Type.A);
        assertThat(plain.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(plain.numBytes()).isLessThanOrEqualTo(512);
        assertThat(data(ask(name, Type.A, extended(4096)))).hasSize(60);
        assertThat(data(ask(name, Type.A, DnsServerTest::tcp))).hasSize(60);
        manyEndpoints(200);
        assertThat(ask(name, Type.A, extended(4096)).getHeader().getFlag(Flags.TC))
                .as("more than goes through any network in one piece")
                .isTrue();
        manyEndpoints(2000);
        assertThat(data(ask(name, Type.A, DnsServerTest::tcp))).hasSize(2000);
    }

    @Test
    void ednsIsAnsweredInKind() throws IOException {
        assertThat(ask("web.ns.svc.cluster.local", Type.A, extended(1400))
                        .getOPT()
                        .getPayloadSize())
                .isEqualTo(1232);
        assertThat(ask("web.ns.svc.cluster.local", Type.A).getOPT()).isNull();
    }

    @Test
    void addressesComeInTurns() throws IOException {
        manyEndpoints(3);
        var first = new HashSet<String>();
        for (int i = 0; i < 100; i++) {
            first.add(ask("many.ns.svc.cluster.local", Type.A)
                    .getSection(Section.ANSWER)
                    .getFirst()
                    .rdataToString());
        }
        assertThat(first).hasSize(3);
    }

    @Test
    void whatGoesIsForgotten() throws IOException {
        var tracker = new ServiceTracker();
        Objects.put(tracker, WEB);
        tracker.take();
        tracker.service(WEB.key(), null);
        server.update(tracker.take());
        assertThat(ask("web.ns.svc.cluster.local", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(ask("1.1.96.10.in-addr.arpa", Type.PTR).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void unusualQueriesAreRefused() throws IOException {
        var update = Message.newUpdate(name("cluster.local"));
        assertThat(new SimpleResolver(server.address()).send(update).getRcode()).isEqualTo(Rcode.NOTIMP);
        var chaos = Message.newQuery(Record.newRecord(name("version.bind"), Type.TXT, DClass.CH));
        assertThat(new SimpleResolver(server.address()).send(chaos).getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(update.getHeader().getOpcode()).isEqualTo(Opcode.UPDATE);
    }

    private byte[] exchange(byte[] bytes) throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.connect(server.address());
            socket.setSoTimeout(10_000);
            socket.send(new DatagramPacket(bytes, bytes.length));
            var answer = new DatagramPacket(new byte[512], 512);
            socket.receive(answer);
            return Arrays.copyOf(answer.getData(), answer.getLength());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1234 0100 0000 0000 0000 0000", // no question
                "1234 0100 0002 0000 0000 0000 0001 61 00 0001 0001", // two, of which one is there
                "1234 0100 0001 0000 0000 0000 3f 61", // a label over the end
                "1234 0100 0001 0000 0000 0000 c00c 0001 0001", // a pointer to itself
                "1234 0100 0001 0000 0000 0000 41 6161 00 0001 0001", // a label of unknown kind
                "1234 0100 0001 0000 0000 0001 01 61 00 0001 0001 00 0029" // half an OPT
            })
    void malformedQueriesGetAFormatError(String hex) throws IOException {
        var bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        var answer = exchange(bytes);
        assertThat(Arrays.copyOf(answer, 2)).isEqualTo(new byte[] {0x12, 0x34});
        assertThat(answer[3] & 15).isEqualTo(Rcode.FORMERR);
    }

    @Test
    void responsesAndScrapsAreNotAnswered() throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.connect(server.address());
            for (var bytes :
                    List.of(new byte[0], new byte[] {1}, new byte[] {1, 2, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0})) {
                socket.send(new DatagramPacket(bytes, bytes.length));
            }
        }
        // Still there, and in order: had it answered itself, this would not come first.
        assertThat(data(ask("web.ns.svc.cluster.local", Type.A))).hasSize(1);
    }

    @Test
    void oneConnectionTakesManyQueries() throws IOException {
        try (var socket = new Socket()) {
            socket.connect(server.address());
            socket.setSoTimeout(10_000);
            var out = new DataOutputStream(socket.getOutputStream());
            var in = new DataInputStream(socket.getInputStream());
            for (int i = 0; i < 3; i++) {
                var query = Message.newQuery(Record.newRecord(name("web.ns.svc.cluster.local"), Type.A, DClass.IN));
                var bytes = query.toWire();
                out.writeShort(bytes.length);
                out.write(bytes);
                out.flush();
                var answer = new byte[in.readUnsignedShort()];
                in.readFully(answer);
                assertThat(new Message(answer).getHeader().getID())
                        .isEqualTo(query.getHeader().getID());
            }
        }
    }
}
