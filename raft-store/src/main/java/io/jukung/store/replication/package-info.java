/**
 * What a member does with consensus, whoever provides it: group commit, linearizable reads, forwarding
 * to the leader. Declares the port {@link io.jukung.store.replication.ReplicatedLog} (implemented by
 * package raft) and the port {@link io.jukung.store.replication.StateMachine} (what the log drives).
 */
@NullMarked
package io.jukung.store.replication;

import org.jspecify.annotations.NullMarked;
