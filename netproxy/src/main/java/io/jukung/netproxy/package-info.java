/**
 * The network proxy: makes services reachable on this node and answers DNS for them.
 *
 * <pre>
 *   informers ─► tracker ─► rules (pure) ─► apply: one nft transaction
 *                   └─────► dns: zone (pure) ─► server, forwarder
 * </pre>
 *
 * <p>Owns one nftables table of its name, and nothing else on the machine but a few sysctls and, where the host has no
 * route to services, one route. A stopped proxy leaves its rules, so that a restart interrupts nobody; {@code purge}
 * removes them.
 */
@NullMarked
package io.jukung.netproxy;

import org.jspecify.annotations.NullMarked;
