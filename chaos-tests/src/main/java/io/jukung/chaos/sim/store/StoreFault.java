package io.jukung.chaos.sim.store;

/** What can go wrong in a run. */
public enum StoreFault {
    /** A member cannot be reached, or two cannot reach each other, both ways or one. */
    PARTITION,
    /** A member is killed; what is not synced or flushed is lost. */
    CRASH,
    /** All members are killed at once. */
    CRASH_ALL,
    /** A member stands still for a while. */
    PAUSE,
    /** Messages are lost, and some come twice. */
    BAD_NETWORK,
    /** A member's disk becomes slow. */
    SLOW_DISK,
    /** Wall clocks jump. */
    CLOCK_JUMP,
    /** The leader hands over. */
    HAND_OVER,
    /** A member's storage writes its buffers by itself. */
    SPONTANEOUS_FLUSH,
    /** Watching clients take their time. */
    SLOW_WATCHERS,
    /** An operator raises the alarm of a full disk, and disarms it. */
    ALARM,
    /** Old revisions are compacted. */
    COMPACTION
}
