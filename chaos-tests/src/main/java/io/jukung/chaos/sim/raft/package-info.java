/** Raft as a simulation: the production port of the log, with every order of events the real one may have. */
@NullMarked
package io.jukung.chaos.sim.raft;

import org.jspecify.annotations.NullMarked;
