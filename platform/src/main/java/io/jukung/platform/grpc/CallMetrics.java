package io.jukung.platform.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Counts calls and messages under the names of Go's gRPC metrics, as etcd does. Labels are names of served methods and codes. */
public final class CallMetrics implements ServerInterceptor {

    /** What is counted of one method, looked up once. */
    private final class MethodCounters {
        private final String[] labels;
        private final CounterDataPoint started;
        private final CounterDataPoint received;
        private final CounterDataPoint sent;
        private final CounterDataPoint succeeded;
        private final @Nullable DistributionDataPoint seconds;

        MethodCounters(MethodDescriptor<?, ?> method) {
            var type = switch (method.getType()) {
                case UNARY -> "unary";
                case CLIENT_STREAMING -> "client_stream";
                case SERVER_STREAMING -> "server_stream";
                case BIDI_STREAMING -> "bidi_stream";
                case UNKNOWN -> "unknown";
            };
            labels = new String[] {
                type, String.valueOf(method.getServiceName()), String.valueOf(method.getBareMethodName())
            };
            started = CallMetrics.this.started.labelValues(labels);
            received = CallMetrics.this.received.labelValues(labels);
            sent = CallMetrics.this.sent.labelValues(labels);
            succeeded = handled(Status.Code.OK);
            seconds = durations == null ? null : durations.labelValues(labels);
        }

        CounterDataPoint handled(Status.Code code) {
            return handled.labelValues(labels[0], labels[1], labels[2], goName(code));
        }

        void ended(Status.Code code) {
            (code == Status.Code.OK ? succeeded : handled(code)).inc();
        }
    }

    private final Counter started;
    private final Counter handled;
    private final Counter received;
    private final Counter sent;
    private final @Nullable Histogram durations;
    private final Map<String, MethodCounters> methods = new ConcurrentHashMap<>();

    public CallMetrics(PrometheusRegistry registry) {
        this(registry, false);
    }

    /**
     * The same.
     *
     * @param withDurations whether it is counted too how long each call took
     */
    public CallMetrics(PrometheusRegistry registry, boolean withDurations) {
        started = counter(registry, "grpc_server_started", "Total number of RPCs started on the server.");
        received = counter(registry, "grpc_server_msg_received", "Total number of RPC stream messages received.");
        sent = counter(registry, "grpc_server_msg_sent", "Total number of gRPC stream messages sent.");
        handled = Counter.builder()
                .name("grpc_server_handled")
                .help("Total number of RPCs completed on the server, regardless of success or failure.")
                .labelNames("grpc_type", "grpc_service", "grpc_method", "grpc_code")
                .withoutExemplars()
                .register(registry);
        durations = withDurations
                ? Histogram.builder()
                        .name("grpc_server_handling_seconds")
                        .help("Histogram of response latency (seconds) of gRPC that had been application-level handled"
                                + " by the server.")
                        .labelNames("grpc_type", "grpc_service", "grpc_method")
                        .classicOnly()
                        .classicUpperBounds(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10)
                        .withoutExemplars()
                        .register(registry)
                : null;
    }

    /** Shows a service's methods before they are called, as etcd does: a rate starts from something. */
    public void expect(ServerServiceDefinition service) {
        service.getMethods().forEach(method -> countersOf(method.getMethodDescriptor()));
    }

    private MethodCounters countersOf(MethodDescriptor<?, ?> method) {
        var known = methods.get(method.getFullMethodName());
        return known == null
                ? methods.computeIfAbsent(method.getFullMethodName(), name -> new MethodCounters(method))
                : known;
    }

    private static Counter counter(PrometheusRegistry registry, String name, String help) {
        return Counter.builder()
                .name(name)
                .help(help)
                .labelNames("grpc_type", "grpc_service", "grpc_method")
                // Sampling them starts a timer with every count.
                .withoutExemplars()
                .register(registry);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        var of = countersOf(call.getMethodDescriptor());
        of.started.inc();
        var counted = new CountedCall<>(call, of);
        return new SimpleForwardingServerCallListener<>(next.startCall(counted, headers)) {
            @Override
            public void onMessage(Q message) {
                of.received.inc();
                super.onMessage(message);
            }

            @Override
            public void onCancel() {
                // Nobody closes a call that its client gave up.
                counted.ended(Status.Code.CANCELLED);
                super.onCancel();
            }
        };
    }

    private static final class CountedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

        private final MethodCounters counters;
        private final AtomicBoolean ended = new AtomicBoolean();
        private final long begun;

        CountedCall(ServerCall<Q, R> call, MethodCounters counters) {
            super(call);
            this.counters = counters;
            this.begun = counters.seconds == null ? 0 : System.nanoTime();
        }

        @Override
        public void sendMessage(R message) {
            counters.sent.inc();
            super.sendMessage(message);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            ended(status.getCode());
            super.close(status, trailers);
        }

        void ended(Status.Code code) {
            if (!ended.getAndSet(true)) {
                counters.ended(code);
                if (counters.seconds != null) {
                    counters.seconds.observe((System.nanoTime() - begun) / 1e9);
                }
            }
        }
    }

    /** As Go spells a code: DEADLINE_EXCEEDED is DeadlineExceeded there. */
    public static String goName(Status.Code code) {
        if (code == Status.Code.OK) {
            return "OK";
        }
        var name = new StringBuilder();
        for (var word : code.name().split("_")) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
        }
        return name.toString().replace("Cancelled", "Canceled");
    }
}
