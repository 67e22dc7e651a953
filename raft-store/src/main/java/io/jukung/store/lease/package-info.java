/**
 * Leases: which exist and what is attached to them is replicated state; when they end is the leader's business alone,
 * reckoned on its monotonic clock.
 */
@NullMarked
package io.jukung.store.lease;

import org.jspecify.annotations.NullMarked;
