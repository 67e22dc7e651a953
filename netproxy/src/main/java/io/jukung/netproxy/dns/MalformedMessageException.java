package io.jukung.netproxy.dns;

/** A message that breaks the rules of RFC 1035. */
final class MalformedMessageException extends Exception {

    private static final long serialVersionUID = 1;

    MalformedMessageException(String message) {
        super(message);
    }
}
