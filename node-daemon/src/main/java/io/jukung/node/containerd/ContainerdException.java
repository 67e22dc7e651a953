package io.jukung.node.containerd;

/** Containerd cannot be had; the message says what to do. */
public final class ContainerdException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ContainerdException(String message) {
        super(message);
    }

    public ContainerdException(String message, Throwable cause) {
        super(message, cause);
    }
}
