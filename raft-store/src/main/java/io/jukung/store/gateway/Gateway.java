package io.jukung.store.gateway;

import com.google.protobuf.Message;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.jukung.store.http.BodyReader;
import io.jukung.store.http.Exchange;
import io.jukung.store.http.HttpAnswer;
import io.jukung.store.http.RequestHandler;
import io.jukung.store.http.RequestHead;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/** Serves the API's methods below {@value GatewayMethods#PREFIX}. */
public final class Gateway implements RequestHandler {

    /** What the bodies of all requests that are being read may take together. */
    private static final long MAX_BUFFERED_BYTES = 64L << 20;
    /** JSON may be so many times larger than the message. */
    private static final int JSON_EXPANSION = 4;
    /** Larger messages are made JSON of elsewhere: a loop has other clients to serve. */
    private static final int LARGE_BYTES = 64 << 10;

    private final Channel channel;
    private final Executor workers;
    private final int maxMessageBytes;
    private final ProtoJson json;
    private final AtomicLong buffered = new AtomicLong();

    /**
     * A gateway to services.
     *
     * @param workers bounded; makes JSON of large messages
     * @param maxMessageBytes of a request, as gRPC reckons
     */
    public Gateway(Channel channel, Executor workers, int maxMessageBytes) {
        this.channel = channel;
        this.workers = workers;
        this.maxMessageBytes = maxMessageBytes;
        this.json = new ProtoJson(maxJsonBytes());
    }

    /** Where to serve it. */
    public static String prefix() {
        return GatewayMethods.PREFIX;
    }

    int maxJsonBytes() {
        return JSON_EXPANSION * maxMessageBytes;
    }

    int maxMessageBytes() {
        return maxMessageBytes;
    }

    ProtoJson json() {
        return json;
    }

    Channel channel() {
        return channel;
    }

    /** Whether so many bytes of a body may be kept; to be given back. */
    boolean keep(int bytes) {
        if (buffered.addAndGet(bytes) <= MAX_BUFFERED_BYTES) {
            return true;
        }
        buffered.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        buffered.addAndGet(-bytes);
    }

    /** Runs what deals with a message of that size: on the loop if it is small. */
    void run(int messageBytes, Exchange exchange, Runnable task) {
        if (messageBytes > LARGE_BYTES) {
            try {
                workers.execute(task);
                return;
            } catch (RejectedExecutionException e) {
                // Nobody else has the time either.
            }
        }
        exchange.loop().execute(task);
    }

    @Override
    public BodyReader handle(RequestHead head, Exchange exchange) {
        var method = GatewayMethods.BY_PATH.get(head.path().substring(GatewayMethods.PREFIX.length()));
        if (method == null) {
            exchange.answer(failure(Status.NOT_FOUND.withDescription("Not Found")));
            return BodyReader.NONE;
        }
        if (!"POST".equals(head.method())) {
            exchange.answer(failure(Status.UNIMPLEMENTED.withDescription("Method Not Allowed")));
            return BodyReader.NONE;
        }
        long announced = head.announcedBytes();
        if (announced > maxJsonBytes() && method.getType().clientSendsOneMessage()) {
            exchange.answer(failure(tooLarge(announced, maxJsonBytes())));
            return BodyReader.NONE;
        }
        CallContext context;
        try {
            context = CallContext.of(head);
        } catch (BadJsonException e) {
            exchange.answer(failure(Status.INVALID_ARGUMENT.withDescription(e.getMessage())));
            return BodyReader.NONE;
        }
        @SuppressWarnings("unchecked") // all of etcd's methods are between messages
        var messages = (MethodDescriptor<Message, Message>) method;
        var call = new GatewayCall(this, messages, context, exchange);
        exchange.wantBody();
        return call;
    }

    /** As etcd's gateway says it: {@code code} is gRPC's. Its 1.x calls the text {@code error} too. */
    static HttpAnswer failure(Status status) {
        return HttpAnswer.of(httpStatus(status), "application/json", ProtoJson.write(failureFields(status)));
    }

    static Status tooLarge(long bytes, int most) {
        return Status.RESOURCE_EXHAUSTED.withDescription(
                "grpc: received message larger than max (%d vs. %d)".formatted(bytes, most));
    }

    static byte[] failureLine(Status status) {
        return ProtoJson.write(Map.of("error", failureFields(status)));
    }

    private static Map<String, Object> failureFields(Status status) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("error", text(status));
        fields.put("code", status.getCode().value());
        fields.put("message", text(status));
        return fields;
    }

    private static String text(Status status) {
        var description = status.getDescription();
        return switch (status.getCode()) {
            case DEADLINE_EXCEEDED -> "context deadline exceeded";
            case OK,
                    CANCELLED,
                    UNKNOWN,
                    INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    RESOURCE_EXHAUSTED,
                    FAILED_PRECONDITION,
                    ABORTED,
                    OUT_OF_RANGE,
                    UNIMPLEMENTED,
                    INTERNAL,
                    UNAVAILABLE,
                    DATA_LOSS,
                    UNAUTHENTICATED -> description == null ? status.getCode().name() : description;
        };
    }

    private static int httpStatus(Status status) {
        return switch (status.getCode()) {
            case OK -> 200;
            case CANCELLED -> 499;
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND -> 404;
            case ALREADY_EXISTS, ABORTED -> 409;
            case RESOURCE_EXHAUSTED -> 429;
            case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
            case UNIMPLEMENTED -> 501;
            case UNAVAILABLE -> 503;
            case DEADLINE_EXCEEDED -> 504;
        };
    }
}
