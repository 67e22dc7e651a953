/** The {@code jukung} program: its commands, and {@code Main}, which wires the roles. */
@NullMarked
package io.jukung.cli;

import org.jspecify.annotations.NullMarked;
