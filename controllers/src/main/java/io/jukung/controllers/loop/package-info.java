/**
 * What the controllers share: which kinds there are, what a plan says, and the one way it is carried out. A controller
 * is five parts: {@code package-info} (what it owns, reads, writes and keeps true), {@code XController} (what it
 * watches, and for which keys), {@code XView} (all that a turn observed), {@code XPlanner} (pure: view to plan) and
 * {@code XStatus} (pure).
 */
@NullMarked
package io.jukung.controllers.loop;

import org.jspecify.annotations.NullMarked;
