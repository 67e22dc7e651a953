package io.jukung.store;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import io.jukung.testing.FreePorts;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes spans as OTLP over gRPC, as a real collector does. */
final class TraceCollector extends TraceServiceGrpc.TraceServiceImplBase implements AutoCloseable {

    /**
     * A span with whose it is.
     *
     * @param resource attributes by name; values as text
     */
    record Received(Map<String, String> resource, Span span) {

        String name() {
            return span.getName();
        }

        Map<String, String> attributes() {
            return texts(span.getAttributesList());
        }
    }

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final String address;
    private final Server server;

    TraceCollector() throws IOException {
        int port = FreePorts.next(1).getFirst();
        address = "127.0.0.1:" + port;
        server = Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
                .addService(this)
                .build()
                .start();
    }

    String address() {
        return address;
    }

    /** Of one instance, as they began. */
    List<Received> of(String instance) {
        return received.stream()
                .filter(span -> instance.equals(span.resource().get("service.instance.id")))
                .sorted(Comparator.comparingLong(span -> span.span().getStartTimeUnixNano()))
                .toList();
    }

    @Override
    public void export(ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> responses) {
        for (var resource : request.getResourceSpansList()) {
            var of = texts(resource.getResource().getAttributesList());
            resource.getScopeSpansList()
                    .forEach(scope -> scope.getSpansList().forEach(span -> received.add(new Received(of, span))));
        }
        responses.onNext(ExportTraceServiceResponse.getDefaultInstance());
        responses.onCompleted();
    }

    private static Map<String, String> texts(List<KeyValue> attributes) {
        var texts = new TreeMap<String, String>();
        for (var attribute : attributes) {
            var value = attribute.getValue();
            texts.put(
                    attribute.getKey(),
                    value.hasStringValue() ? value.getStringValue() : String.valueOf(value.getIntValue()));
        }
        return texts;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
