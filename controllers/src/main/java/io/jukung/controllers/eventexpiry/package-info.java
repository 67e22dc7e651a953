/**
 * Event expiry: forgets news that nobody needs any more.
 *
 * <p>Owns nothing. Lists Events, page by page, every five minutes. Writes deletions of those last heard of more than an
 * hour ago (Kubernetes' API server does this by store leases). Keeps true: an Event is never deleted within its hour.
 */
@NullMarked
package io.jukung.controllers.eventexpiry;

import org.jspecify.annotations.NullMarked;
