/**
 * What every part needs from the machine, as values that a simulation can replace: time, timers and
 * chance. Nothing here knows of stores, objects or nodes.
 */
@NullMarked
package io.jukung.platform;

import org.jspecify.annotations.NullMarked;
