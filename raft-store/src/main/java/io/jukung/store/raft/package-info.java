/**
 * The port {@link io.jukung.store.replication.ReplicatedLog} on Apache Ratis. The only package that
 * sees Ratis (a test says so).
 *
 * <p>Ratis' own transport, reads, leases and snapshots are not used; {@link
 * io.jukung.store.raft.RaftSettings} says which of its settings matter and why.
 */
@NullMarked
package io.jukung.store.raft;

import org.jspecify.annotations.NullMarked;
