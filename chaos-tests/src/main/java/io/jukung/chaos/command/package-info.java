/** The commands of {@code jukung-chaos}. */
@NullMarked
package io.jukung.chaos.command;

import org.jspecify.annotations.NullMarked;
