package io.jukung.node.container;

/** A container cannot be configured as asked; the message is its waiting state's. */
public final class ContainerConfigException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ContainerConfigException(String message) {
        super(message);
    }
}
