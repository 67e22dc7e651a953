/** A whole cluster of real processes on this machine, used and then broken. */
@NullMarked
package io.jukung.chaos;

import org.jspecify.annotations.NullMarked;
