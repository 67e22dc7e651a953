/** The store's production classes on simulated machines, clients of theirs, and what must hold. */
@NullMarked
package io.jukung.chaos.sim.store;

import org.jspecify.annotations.NullMarked;
