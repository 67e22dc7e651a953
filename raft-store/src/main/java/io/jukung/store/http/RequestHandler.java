package io.jukung.store.http;

/** Answers requests. */
@FunctionalInterface
public interface RequestHandler {

    /** Takes a request over, on the connection's loop; must not block. */
    BodyReader handle(RequestHead head, Exchange exchange);
}
