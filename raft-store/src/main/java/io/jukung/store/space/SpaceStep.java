package io.jukung.store.space;

/** What a member does about the NOSPACE alarm in its name. */
enum SpaceStep {
    KEEP,
    RAISE,
    DISARM
}
