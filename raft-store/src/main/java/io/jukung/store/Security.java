package io.jukung.store;

import org.jspecify.annotations.Nullable;

/**
 * Who is trusted, and how lines are encrypted.
 *
 * @param client for {@code https} client URLs
 * @param peer for {@code https} peer URLs
 * @param protocols for both
 */
public record Security(@Nullable TlsFiles client, @Nullable TlsFiles peer, TlsProtocols protocols)
        implements StoreConfig.Part {

    /** Plaintext. */
    public static final Security NONE = new Security(null, null, TlsProtocols.DEFAULT);
}
