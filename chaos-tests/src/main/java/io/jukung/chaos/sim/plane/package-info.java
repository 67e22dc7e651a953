/**
 * The control plane's cores above a simulated API: informers' states, work queues, planners of controllers, scheduler and node,
 * which the simulation drives without their threads.
 */
@NullMarked
package io.jukung.chaos.sim.plane;

import org.jspecify.annotations.NullMarked;
