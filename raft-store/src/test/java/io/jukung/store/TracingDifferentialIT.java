package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchGrpc;
import io.jukung.proto.etcd.WatchRequest;
import io.jukung.store.TraceCollector.Received;
import io.jukung.testing.FreePorts;
import io.jukung.testing.Needs;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real etcd and a member of ours tell the same collector of the same calls. */
@Needs(tools = {"etcd", "etcdctl"})
class TracingDifferentialIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";
    private static final String GATEWAY_PARENT = "b7ad6b7169203332";

    /** Sends what is no message. */
    private static final Marshaller<RangeRequest> UNREADABLE = new Marshaller<>() {
        @Override
        public InputStream stream(RangeRequest request) {
            return new ByteArrayInputStream(new byte[] {-1});
        }

        @Override
        public RangeRequest parse(InputStream stream) {
            throw new AssertionError("no request is received here");
        }
    };

    private static String[] flags(TraceCollector collector, String instance, long rate) {
        return new String[] {
            "--experimental-enable-distributed-tracing",
            "--experimental-distributed-tracing-address=" + collector.address(),
            "--experimental-distributed-tracing-service-name=the-store",
            "--experimental-distributed-tracing-instance-id=" + instance,
            "--experimental-distributed-tracing-sampling-rate=" + rate
        };
    }

    private static TestCluster member(Path directory, String address, String instance, long rate) throws Exception {
        return TestCluster.start(
                directory, 1, config -> config.with(new Tracing(true, address, "the-store", instance, rate)));
    }

    /** Four spans where all calls are sampled. */
    private static void askWithEtcdctl(String endpoint) {
        var etcdctl = new Etcdctl(endpoint);
        etcdctl.ok("put", "a", "b");
        etcdctl.ok("get", "a");
        assertThat(etcdctl.runWithInput("value(\"a\") = \"b\"\n\nput c d\n\nget a\n\n", "txn")
                        .exit())
                .isZero();
        assertThat(etcdctl.run("lease", "revoke", "1234").exit()).isNotZero();
    }

    /**
     * Four spans where all calls are sampled, two where only those are whose parent is. Of a method that is not there
     * neither tells.
     */
    private static void ask(String endpoint) throws Exception {
        assertThat(new Http("http://" + endpoint)
                        .post(
                                "/v3/kv/range",
                                "{\"key\":\"YQ==\"}",
                                "Grpc-Metadata-Traceparent: " + parent(GATEWAY_PARENT, true))
                        .statusCode())
                .isEqualTo(200);
        var channel = Grpc.newChannelBuilder(endpoint, InsecureChannelCredentials.create())
                .build();
        try {
            var watch = WatchGrpc.newBlockingV2Stub(channel).watch();
            watch.write(WatchRequest.newBuilder()
                    .setCreateRequest(WatchCreateRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")))
                    .build());
            assertThat(watch.read().getCreated()).isTrue();
            watch.cancel("seen enough", null);
            assertThat(askUnreadably(channel, "etcdserverpb.KV/Range")).isEqualTo(Status.Code.INTERNAL);
            assertThat(askUnreadably(channel, "etcdserverpb.KV/Nothing")).isEqualTo(Status.Code.UNIMPLEMENTED);
            for (var traceparent : List.of(parent(PARENT, false), parent(PARENT, true))) {
                var headers = new Metadata();
                headers.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), traceparent);
                assertThat(KVGrpc.newBlockingStub(channel)
                                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                                .range(RangeRequest.newBuilder()
                                        .setKey(ByteString.copyFromUtf8("a"))
                                        .build())
                                .hasHeader())
                        .isTrue();
            }
        } finally {
            channel.shutdownNow();
        }
    }

    private static Status.Code askUnreadably(Channel channel, String method) {
        var range = KVGrpc.getRangeMethod();
        try {
            RangeResponse answer = ClientCalls.blockingUnaryCall(
                    channel,
                    range.toBuilder(UNREADABLE, range.getResponseMarshaller())
                            .setFullMethodName(method)
                            .build(),
                    CallOptions.DEFAULT.withDeadlineAfter(PATIENCE),
                    RangeRequest.getDefaultInstance());
            throw new AssertionError(answer);
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    private static String parent(String span, boolean sampled) {
        return "00-" + TRACE + "-" + span + (sampled ? "-01" : "-00");
    }

    private static String text(Received received, String endpoint) {
        var span = received.span();
        var attributes = new TreeMap<>(received.attributes());
        if (isOfGateway(received)) {
            attributes.keySet().removeAll(List.of("server.address", "server.port"));
        }
        attributes.computeIfPresent(
                "server.port", (name, port) -> endpoint.endsWith(":" + port) ? "that of the endpoint" : port);
        var resource = new TreeMap<>(received.resource());
        resource.remove("service.instance.id");
        boolean hasParent = !span.getParentSpanId().isEmpty();
        return resource + " " + span.getName() + " " + span.getKind() + " " + attributes + " "
                + span.getStatus().getCode() + " " + message(span.getStatus().getMessage()) + " events: "
                + span.getEventsCount()
                + (hasParent ? " in " + hex(span.getTraceId()) + "-" + hex(span.getParentSpanId()) : "");
    }

    /** What is wrong with what cannot be read everybody says in their own words. */
    private static String message(String text) {
        var unreadable = "grpc: error unmarshalling request: ";
        return text.startsWith(unreadable) ? unreadable : text;
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    /** From the first write: what was asked before was whether it is up. */
    private static List<Received> asked(List<Received> all) {
        return all.stream()
                .dropWhile(span -> !span.name().equals("etcdserverpb.KV/Put"))
                .toList();
    }

    /** etcd makes the gateway's call on a connection to itself, we make it on none. */
    private static boolean isOfGateway(Received received) {
        return hex(received.span().getParentSpanId()).equals(GATEWAY_PARENT);
    }

    @Test
    void theSameCallsAreTheSameSpansAndACollectorThatIsAwayStopsNobody(@TempDir Path directory) throws Exception {
        var nobody = "127.0.0.1:" + FreePorts.next(1).getFirst();
        try (var log = new LogLines();
                var unheard = member(directory.resolve("unheard"), nobody, "unheard", Tracing.EVERY_CALL)) {
            // Its attempts take as long as the others' first batch.
            ask(unheard.endpoint("m1"));
            compare(directory);
            await().atMost(PATIENCE).until(() -> lost(unheard.endpoint("m1")) > 0);
            ask(unheard.endpoint("m1"));
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("traces export failed"))
                    .singleElement()
                    .asString()
                    .contains(nobody, "UNAVAILABLE", "Connection refused");
        }
    }

    private static double lost(String endpoint) {
        var counter = "jukung_store_trace_spans_total{outcome=\"lost\"} ";
        return new Http("http://" + endpoint)
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(counter))
                .mapToDouble(line -> Double.parseDouble(line.substring(counter.length())))
                .sum();
    }

    private static void compare(Path directory) throws Exception {
        try (var collector = new TraceCollector();
                var ours = member(directory.resolve("ours"), collector.address(), "ours", Tracing.EVERY_CALL);
                var oursOfParents = member(directory.resolve("parents"), collector.address(), "ours-0", 0);
                var etcd = RealEtcd.start(directory.resolve("etcd"), flags(collector, "etcd", Tracing.EVERY_CALL));
                var etcdOfParents = RealEtcd.start(directory.resolve("etcd-0"), flags(collector, "etcd-0", 0))) {
            for (var endpoint : List.of(ours.endpoint("m1"), etcd.endpoint())) {
                askWithEtcdctl(endpoint);
                ask(endpoint);
            }
            ask(oursOfParents.endpoint("m1"));
            ask(etcdOfParents.endpoint());

            await().atMost(PATIENCE).until(() -> asked(collector.of("ours")).size() >= 8);
            await().atMost(PATIENCE).until(() -> asked(collector.of("etcd")).size() >= 8);
            await().atMost(PATIENCE).until(() -> collector.of("ours-0").size() >= 2);
            await().atMost(PATIENCE).until(() -> collector.of("etcd-0").size() >= 2);

            assertThat(texts(asked(collector.of("ours")), ours.endpoint("m1")))
                    .hasSize(8)
                    .isEqualTo(texts(asked(collector.of("etcd")), etcd.endpoint()));
            assertThat(texts(collector.of("ours-0"), oursOfParents.endpoint("m1")))
                    .hasSize(2)
                    .isEqualTo(texts(collector.of("etcd-0"), etcdOfParents.endpoint()));
            assertThat(collector.of("ours-0"))
                    .filteredOn(TracingDifferentialIT::isOfGateway)
                    .singleElement()
                    .satisfies(span -> assertThat(span.attributes()).doesNotContainKey("server.address"));
        }
    }

    private static List<String> texts(List<Received> spans, String endpoint) {
        return spans.stream().map(span -> text(span, endpoint)).toList();
    }
}
