package io.jukung.store.space;

/** Who raised NOSPACE in a member's name. */
enum AlarmState {
    OFF,
    /** The member itself: it may take it back. */
    OWN,
    /** An operator: his to disarm. */
    OPERATORS
}
