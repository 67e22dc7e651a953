package io.jukung.store.http;

import io.netty.buffer.ByteBuf;

/** Who takes a request's body. Called on the connection's loop. */
public interface BodyReader {

    /** A part of the body, one for each time it was wanted; not to be kept. */
    void data(ByteBuf part);

    /** The body is complete. */
    void end();

    /** The client has taken what it was sent. */
    void writable();

    /** The client has gone: nothing more can be sent. */
    void gone();

    /** For requests whose body does not matter. */
    BodyReader NONE = new BodyReader() {
        @Override
        public void data(ByteBuf part) {
            // Not wanted.
        }

        @Override
        public void end() {
            // Not waited for.
        }

        @Override
        public void writable() {
            // Answers come whole.
        }

        @Override
        public void gone() {
            // Nothing is held.
        }
    };
}
