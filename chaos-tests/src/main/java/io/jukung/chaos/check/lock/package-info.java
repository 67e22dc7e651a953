/** Locks, fences and elections. */
@NullMarked
package io.jukung.chaos.check.lock;

import org.jspecify.annotations.NullMarked;
