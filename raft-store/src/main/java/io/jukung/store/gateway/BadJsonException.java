package io.jukung.store.gateway;

/** What was sent is not the JSON of the request's message; the text is protobuf-go's where it has one. */
final class BadJsonException extends Exception {

    private static final long serialVersionUID = 1L;

    BadJsonException(String message) {
        super(message);
    }
}
