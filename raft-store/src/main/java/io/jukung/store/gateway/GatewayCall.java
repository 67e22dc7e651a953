package io.jukung.store.gateway;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.Status;
import io.jukung.store.http.BodyReader;
import io.jukung.store.http.Exchange;
import io.jukung.store.http.HttpAnswer;
import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request and the call it becomes; everything on the connection's loop. A response is asked for when the client has taken the
 * one before, a part of the body when the service has taken the messages before.
 */
final class GatewayCall extends ClientCall.Listener<Message> implements BodyReader {

    private static final Map<String, String> SUCCESS_HEADERS =
            Map.of("content-type", "application/json", "grpc-metadata-content-type", "application/grpc");

    private final Gateway gateway;
    private final Exchange exchange;
    private final MethodDescriptor<Message, Message> method;
    private final Message prototype;
    private final CallContext context;
    private final JsonValues body;
    /** Whether each JSON value of the body is a message of its own. */
    private final boolean manyRequests;

    private final boolean manyResponses;
    private @Nullable ClientCall<Message, Message> call;
    private @Nullable Message onlyResponse;
    private @Nullable Status closed;
    private long kept;
    private boolean waitsForService;
    private boolean waitsForClient;
    private boolean encoding;
    private boolean started;
    private boolean ended;

    GatewayCall(Gateway gateway, MethodDescriptor<Message, Message> method, CallContext context, Exchange exchange) {
        this.gateway = gateway;
        this.method = method;
        this.context = context;
        this.exchange = exchange;
        this.prototype = Objects.requireNonNull(
                ((PrototypeMarshaller<Message>) method.getRequestMarshaller()).getMessagePrototype());
        this.body = new JsonValues(gateway.maxJsonBytes());
        this.manyRequests = !method.getType().clientSendsOneMessage();
        this.manyResponses = !method.getType().serverSendsOneMessage();
    }

    @Override
    public void data(ByteBuf part) {
        if (ended) {
            return;
        }
        int bytes = part.readableBytes();
        if (!gateway.keep(bytes)) {
            fail(Status.RESOURCE_EXHAUSTED.withDescription("etcdserver: too many requests"));
            return;
        }
        kept += bytes;
        if (!body.add(part)) {
            fail(Gateway.tooLarge((long) body.size() + bytes, gateway.maxJsonBytes()));
            return;
        }
        if (!manyRequests) {
            exchange.wantBody();
            return;
        }
        try {
            for (var value = body.next(); value != null && !ended; value = body.next()) {
                send(read(value, value.length));
            }
        } catch (BadJsonException e) {
            fail(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
            return;
        }
        if (ended) {
            return;
        }
        giveBackAllBut(body.size());
        if (call == null || call.isReady()) {
            exchange.wantBody();
        } else {
            waitsForService = true;
        }
    }

    private void giveBackAllBut(long needed) {
        gateway.giveBack(kept - needed);
        kept = needed;
    }

    /** Null if it is too large, and then answered. */
    private @Nullable Message read(byte[] value, int length) throws BadJsonException {
        var message = gateway.json().read(value, length, prototype);
        if (message.getSerializedSize() > gateway.maxMessageBytes()) {
            fail(Gateway.tooLarge(message.getSerializedSize(), gateway.maxMessageBytes()));
            return null;
        }
        return message;
    }

    private void send(@Nullable Message message) {
        if (message != null) {
            started().sendMessage(message);
        }
    }

    private ClientCall<Message, Message> started() {
        if (call != null) {
            return call;
        }
        var options = CallOptions.DEFAULT.withExecutor(exchange.loop());
        if (context.timeout() != null) {
            options = options.withDeadlineAfter(context.timeout().toNanos(), TimeUnit.NANOSECONDS);
        }
        var begun = gateway.channel().newCall(method, options);
        call = begun;
        begun.start(this, context.metadata());
        begun.request(manyResponses ? 1 : 2);
        return begun;
    }

    @Override
    public void end() {
        if (ended) {
            return;
        }
        var rest = body.rest();
        gateway.run(rest.length, exchange, () -> {
            Message last;
            try {
                last = manyRequests && isBlank(rest) ? null : gateway.json().read(rest, rest.length, prototype);
            } catch (BadJsonException e) {
                exchange.loop().execute(() -> fail(Status.INVALID_ARGUMENT.withDescription(e.getMessage())));
                return;
            }
            exchange.loop().execute(() -> endWith(last));
        });
    }

    private static boolean isBlank(byte[] rest) {
        for (byte at : rest) {
            if (at > ' ') {
                return false;
            }
        }
        return true;
    }

    private void endWith(@Nullable Message last) {
        giveBackAllBut(0);
        if (ended) {
            return;
        }
        if (last != null && last.getSerializedSize() > gateway.maxMessageBytes()) {
            fail(Gateway.tooLarge(last.getSerializedSize(), gateway.maxMessageBytes()));
            return;
        }
        send(last);
        started().halfClose();
    }

    @Override
    public void onReady() {
        if (waitsForService && !ended) {
            waitsForService = false;
            exchange.wantBody();
        }
    }

    @Override
    public void onMessage(Message response) {
        if (ended) {
            return;
        }
        if (!manyResponses) {
            onlyResponse = response;
            return;
        }
        encoding = true;
        gateway.run(response.getSerializedSize(), exchange, () -> {
            var line = ProtoJson.writeIn("result", response);
            exchange.loop().execute(() -> sendLine(line));
        });
    }

    private void sendLine(byte[] line) {
        encoding = false;
        if (ended) {
            return;
        }
        start();
        exchange.line(line);
        if (closed != null) {
            finish(closed);
        } else if (exchange.isWritable()) {
            started().request(1);
        } else {
            waitsForClient = true;
        }
    }

    private void start() {
        if (!started) {
            started = true;
            exchange.start(200, SUCCESS_HEADERS);
        }
    }

    @Override
    public void writable() {
        if (waitsForClient && !ended) {
            waitsForClient = false;
            started().request(1);
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        closed = status;
        if (!encoding) {
            finish(status);
        }
    }

    private void finish(Status status) {
        if (!status.isOk()) {
            fail(status);
        } else if (manyResponses) {
            start();
            release();
            exchange.end();
        } else if (onlyResponse != null && !ended) {
            var response = onlyResponse;
            release();
            gateway.run(response.getSerializedSize(), exchange, () -> {
                var answer = new HttpAnswer(200, SUCCESS_HEADERS, ProtoJson.write(response));
                exchange.loop().execute(() -> exchange.answer(answer));
            });
        }
    }

    private void fail(Status status) {
        if (ended) {
            return;
        }
        var running = call;
        release();
        if (running != null) {
            running.cancel("the request failed", null);
        }
        if (started) {
            exchange.line(Gateway.failureLine(status));
            exchange.end();
        } else {
            exchange.answer(Gateway.failure(status));
        }
    }

    @Override
    public void gone() {
        var running = call;
        release();
        if (running != null) {
            running.cancel("the client has gone", null);
        }
    }

    private void release() {
        ended = true;
        giveBackAllBut(0);
    }
}
