package io.jukung.store.http;

import java.util.Map;
import java.util.concurrent.Executor;

/**
 * One request as its connection sees it: where the answer goes, and where the body is asked for. All methods on {@link #loop}.
 * Once the answer has ended, or the client has gone, they do nothing.
 */
public interface Exchange {

    /** The connection's, which nobody may block. */
    Executor loop();

    /** Asks for one more part of the body, or its end. */
    void wantBody();

    /** Sends everything; the rest of the body is not wanted. */
    void answer(HttpAnswer answer);

    /** Begins an answer that is sent in lines. */
    void start(int status, Map<String, String> headers);

    /** Sends one more line, given without its end. Only while {@link #isWritable}: nothing else bounds what is waiting. */
    void line(byte[] line);

    /** Whether the client has taken what was sent; {@link BodyReader#writable} follows if not. */
    boolean isWritable();

    /** Ends an answer that was started. */
    void end();
}
