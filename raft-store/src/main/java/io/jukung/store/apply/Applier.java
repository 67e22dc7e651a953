package io.jukung.store.apply;

/** Gives commands their meaning. Deterministic: the same commands on the same state do the same on every member. */
interface Applier {

    /** Applies one command completely, or refuses it without any effect. */
    Outcome apply(Command command, EntryContext entry);
}
