package io.jukung.node;

/** The node daemon cannot do what was asked of it as a whole; the message is for its operator. */
public final class NodeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public NodeException(String message, Throwable cause) {
        super(message, cause);
    }
}
