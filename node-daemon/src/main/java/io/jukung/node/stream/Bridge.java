package io.jukung.node.stream;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The API server's call on one side, the runtime's session on the other. Each side is read only as fast as
 * the other takes it, and the end of either ends both.
 *
 * @param <A> what the call answers with
 */
final class Bridge<A> {

    private final ServerCallStreamObserver<A> client;
    private volatile @Nullable SpdySession session;
    private boolean over;

    /** A call that has just come in; asks for its first message. */
    Bridge(ServerCallStreamObserver<A> client) {
        this.client = client;
        client.disableAutoRequest();
        client.setOnReadyHandler(this::throttle);
        client.setOnCancelHandler(this::hangUp);
        client.request(1);
    }

    /** Connects to the runtime. */
    interface Opening {

        /**
         * The open session.
         *
         * @throws StatusRuntimeException when there is nothing to connect to
         */
        SpdySession open() throws IOException;
    }

    /** Opens the other side and asks for the next message, or ends the call with the reason why not. */
    void open(Opening opening) {
        try {
            var opened = opening.open();
            synchronized (this) {
                session = opened;
                // The call may have ended while the session was being opened.
                if (over) {
                    opened.close();
                }
            }
            throttle();
            client.request(1);
        } catch (IOException e) {
            fail(Status.UNAVAILABLE.withDescription(e.getMessage()));
        } catch (StatusRuntimeException e) {
            fail(e.getStatus());
        }
    }

    /** Sends to the runtime; the next message is asked for when this one is on its way. */
    void send(int stream, byte[] data, boolean last) {
        var now = session;
        if (now == null) {
            pass();
        } else {
            now.send(stream, data, last).addListener(done -> pass());
        }
    }

    /** Asks for the next message of the call. */
    void pass() {
        client.request(1);
    }

    /** Sends to the API server. */
    synchronized void answer(A message) {
        if (!over) {
            client.onNext(message);
            throttle();
        }
    }

    /** Ends the call with what {@code farewell} says to it, and the session. Only the first end counts. */
    synchronized void end(Consumer<ServerCallStreamObserver<A>> farewell) {
        if (!over) {
            over = true;
            farewell.accept(client);
        }
        closeSession();
    }

    void fail(Status status) {
        end(call -> call.onError(status.asRuntimeException()));
    }

    /** The API server's side is gone. */
    synchronized void hangUp() {
        over = true;
        closeSession();
    }

    private void closeSession() {
        var now = session;
        if (now != null) {
            now.close();
        }
    }

    private void throttle() {
        var now = session;
        if (now == null) {
            return;
        }
        boolean ready = client.isReady();
        now.reading(ready);
        // It may have become ready in between, with this handler's turn already past.
        if (!ready && client.isReady()) {
            now.reading(true);
        }
    }
}
