/** Replays what a real Kubernetes was recorded to do, against our controllers and scheduler. */
@NullMarked
package io.jukung.controllers.behaviour;

import org.jspecify.annotations.NullMarked;
