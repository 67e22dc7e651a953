/**
 * DNS for the cluster: names of services and pods answered from what the tracker knows, everything else asked of the
 * host's resolvers. {@link io.jukung.netproxy.dns.Zone} decides, {@link io.jukung.netproxy.dns.Query} and
 * {@link io.jukung.netproxy.dns.MessageWriter} are the wire format, {@link io.jukung.netproxy.dns.DnsServer} the sockets.
 *
 * <p>Follows the specification "Kubernetes DNS-Based Service Discovery" 1.1.0.
 */
@NullMarked
package io.jukung.netproxy.dns;

import org.jspecify.annotations.NullMarked;
