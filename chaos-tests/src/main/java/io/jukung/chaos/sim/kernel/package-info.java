/** Virtual time, machines that crash and pause, a faulty network, and one thread that runs them all. */
@NullMarked
package io.jukung.chaos.sim.kernel;

import org.jspecify.annotations.NullMarked;
