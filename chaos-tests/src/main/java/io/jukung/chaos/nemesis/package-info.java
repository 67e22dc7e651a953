/** Faults, within a budget that leaves a run recoverable. */
@NullMarked
package io.jukung.chaos.nemesis;

import org.jspecify.annotations.NullMarked;
