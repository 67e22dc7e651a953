package io.jukung.store;

import org.jspecify.annotations.Nullable;

/**
 * Who is trusted.
 *
 * @param client for {@code https} client URLs
 * @param peer for {@code https} peer URLs
 */
public record Security(@Nullable TlsFiles client, @Nullable TlsFiles peer) {

    /** Plaintext. */
    public static final Security NONE = new Security(null, null);
}
