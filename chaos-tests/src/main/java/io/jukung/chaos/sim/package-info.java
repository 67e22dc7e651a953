/** The store and the loops in one thread, over a simulated log, disk, network and clock. */
@NullMarked
package io.jukung.chaos.sim;

import org.jspecify.annotations.NullMarked;
