/**
 * How members talk to each other: one port, framed requests and replies over TCP or TLS.
 *
 * <p>Owns: the wire format ({@link io.jukung.store.peer.PeerFrames}), connections and their
 * reconnecting, deadlines of calls. Knows nothing of Raft: who calls and who answers are the packages
 * raft and replication. Why not gRPC: docs/adr/0004-peer-transport.md.
 */
@NullMarked
package io.jukung.store.peer;

import org.jspecify.annotations.NullMarked;
