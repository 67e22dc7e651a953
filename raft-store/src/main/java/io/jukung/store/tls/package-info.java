/**
 * Encrypted lines: who is trusted, by certificates, names and revocation lists in files that are read again when they
 * change.
 *
 * <p>A handshake runs off the event loop, on a small pool with a bounded queue: its signatures take milliseconds, its
 * files come from disk, and a name may have to be looked up.
 */
@NullMarked
package io.jukung.store.tls;

import org.jspecify.annotations.NullMarked;
