/** What a watch promises. */
@NullMarked
package io.jukung.chaos.check.watch;

import org.jspecify.annotations.NullMarked;
