package io.jukung.node.image;

/** An image cannot be built or brought in; the message names the file, line or program. */
public final class ImageBuildException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ImageBuildException(String message) {
        super(message);
    }

    public ImageBuildException(String message, Throwable cause) {
        super(message, cause);
    }
}
