package io.jukung.api.model.codec;

/**
 * What a document may cost its reader.
 *
 * @param bytes length of the document
 * @param depth lists and objects inside one another
 */
public record Limits(int bytes, int depth) {

    /** Kubernetes' limit for a request body, 3 MiB, and a depth no real object comes near. */
    public static final Limits REQUEST = new Limits(3 * 1024 * 1024, 256);

    public Limits {
        if (bytes < 1 || depth < 1) {
            throw new IllegalArgumentException("limits must be positive, got " + bytes + " bytes, depth " + depth);
        }
    }
}
