/** Judges of histories: pure, each with the smallest explanation it can give. */
@NullMarked
package io.jukung.chaos.check;

import org.jspecify.annotations.NullMarked;
