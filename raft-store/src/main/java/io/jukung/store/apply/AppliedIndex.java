package io.jukung.store.apply;

/**
 * The last Raft entry that is part of the state.
 *
 * @param index -1: none
 */
public record AppliedIndex(long term, long index) {}
