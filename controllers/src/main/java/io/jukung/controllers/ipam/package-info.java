/**
 * Node IPAM: gives each node a range of pod addresses.
 *
 * <p>Owns {@code spec.podCIDR} and {@code spec.podCIDRs} of nodes. Reads and writes Nodes, writes Events. Keeps true: no
 * two nodes have overlapping ranges, and a node's range never changes.
 */
@NullMarked
package io.jukung.controllers.ipam;

import org.jspecify.annotations.NullMarked;
