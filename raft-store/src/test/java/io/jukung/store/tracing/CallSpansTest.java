package io.jukung.store.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.store.Tracing;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallSpansTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Answers as the key says. */
    private static final class Answers extends KVGrpc.KVImplBase {

        private final CountDownLatch asked = new CountDownLatch(1);

        @Override
        public void range(RangeRequest request, StreamObserver<RangeResponse> responses) {
            asked.countDown();
            var key = request.getKey().toStringUtf8();
            switch (key) {
                case "fine" -> {
                    responses.onNext(RangeResponse.getDefaultInstance());
                    responses.onCompleted();
                }
                case "throw" -> throw new IllegalStateException("broken on purpose");
                case "wait" -> {}
                default ->
                    responses.onError(Status.Code.valueOf(key)
                            .toStatus()
                            .withDescription("as asked")
                            .asRuntimeException());
            }
        }
    }

    private final Answers answers = new Answers();
    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private SdkTracerProvider provider;
    private Server server;
    private ManagedChannel channel;

    private KVGrpc.KVBlockingStub start(long samplingRate) throws IOException {
        var tracing = new Tracing(true, "localhost:4317", "the-store", "one", samplingRate);
        provider = CallTracing.provider(tracing, exported, () -> "", new PrometheusRegistry());
        server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(answers)
                .intercept(new CallSpans(provider.get("test")))
                .build()
                .start();
        channel = Grpc.newChannelBuilder("127.0.0.1:" + server.getPort(), InsecureChannelCredentials.create())
                .build();
        return KVGrpc.newBlockingStub(channel);
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
        provider.shutdown().join(10, TimeUnit.SECONDS);
    }

    private static void ask(KVGrpc.KVBlockingStub kv, String key) {
        RangeResponse ignored = kv.range(
                RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build());
    }

    private static KVGrpc.KVBlockingStub with(KVGrpc.KVBlockingStub kv, String... traceparents) {
        var headers = new Metadata();
        for (var traceparent : traceparents) {
            headers.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), traceparent);
        }
        return kv.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** The one span there is. Of a call that was given up it ends a moment later. */
    private SpanData span() {
        await().atMost(PATIENCE).until(() -> {
            provider.forceFlush().join(10, TimeUnit.SECONDS);
            return !exported.getFinishedSpanItems().isEmpty();
        });
        assertThat(exported.getFinishedSpanItems()).hasSize(1);
        return exported.getFinishedSpanItems().getFirst();
    }

    private static Map<String, Object> attributes(SpanData span) {
        var all = new HashMap<String, Object>();
        span.getAttributes().forEach((key, value) -> all.put(key.getKey(), value));
        return all;
    }

    @Test
    void aCallIsASpanOfItsMethod() throws Exception {
        ask(start(Tracing.EVERY_CALL), "fine");
        var span = span();
        assertThat(span.getName()).isEqualTo("etcdserverpb.KV/Range");
        assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(span.getParentSpanContext().isValid()).isFalse();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(span.getEndEpochNanos()).isGreaterThan(span.getStartEpochNanos());
        assertThat(attributes(span))
                .isEqualTo(Map.of(
                        "rpc.method", "etcdserverpb.KV/Range",
                        "rpc.system.name", "grpc",
                        "server.address", "127.0.0.1",
                        "server.port", (long) server.getPort(),
                        "rpc.response.status_code", "OK"));
        assertThat(span.getResource().getAttributes().asMap().toString())
                .contains("service.name=the-store", "service.instance.id=one")
                .doesNotContain("telemetry");
    }

    @Test
    void whatTheServerIsToBlameForIsAnError() throws Exception {
        var kv = start(Tracing.EVERY_CALL);
        assertThatThrownBy(() -> ask(kv, "UNAVAILABLE")).isInstanceOf(StatusRuntimeException.class);
        var span = span();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getStatus().getDescription()).isEqualTo("as asked");
        assertThat(attributes(span)).containsEntry("rpc.response.status_code", "UNAVAILABLE");
    }

    @Test
    void whatTheClientIsToBlameForIsNone() throws Exception {
        var kv = start(Tracing.EVERY_CALL);
        assertThatThrownBy(() -> ask(kv, "FAILED_PRECONDITION")).isInstanceOf(StatusRuntimeException.class);
        var span = span();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(attributes(span)).containsEntry("rpc.response.status_code", "FAILED_PRECONDITION");
    }

    @Test
    void aCallWhoseServiceThrowsEndsToo() throws Exception {
        var kv = start(Tracing.EVERY_CALL);
        assertThatThrownBy(() -> ask(kv, "throw")).isInstanceOf(StatusRuntimeException.class);
        var span = span();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attributes(span)).containsEntry("rpc.response.status_code", "UNKNOWN");
    }

    @Test
    void aCallThatItsClientGivesUpEndsThen() throws Exception {
        var kv = start(Tracing.EVERY_CALL);
        try (var context = Context.current().withCancellation()) {
            Runnable call = () -> assertThatThrownBy(() -> ask(kv, "wait")).isInstanceOf(StatusRuntimeException.class);
            var caller = Thread.startVirtualThread(context.wrap(call));
            assertThat(answers.asked.await(20, TimeUnit.SECONDS)).isTrue();
            context.cancel(null);
            caller.join();
        }
        assertThat(attributes(span())).containsEntry("rpc.response.status_code", "CANCELLED");
    }

    @Test
    void aSampledParentIsFollowedAtAnyRate() throws Exception {
        var kv = start(0);
        ask(kv, "fine");
        ask(with(kv, "00-" + TRACE + "-" + PARENT + "-01", "00-" + TRACE + "-" + PARENT + "-00"), "fine");
        var span = span();
        assertThat(span.getTraceId()).isEqualTo(TRACE);
        assertThat(span.getParentSpanId()).isEqualTo(PARENT);
    }

    @Test
    void aParentThatIsNotSampledIsFollowedAtAnyRate() throws Exception {
        var kv = start(Tracing.EVERY_CALL);
        ask(with(kv, "00-" + TRACE + "-" + PARENT + "-00"), "fine");
        ask(with(kv, "nonsense"), "fine");
        assertThat(span().getTraceId()).isNotEqualTo(TRACE);
    }
}
