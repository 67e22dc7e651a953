/** Leases. */
@NullMarked
package io.jukung.api.server.kinds.lease;

import org.jspecify.annotations.NullMarked;
