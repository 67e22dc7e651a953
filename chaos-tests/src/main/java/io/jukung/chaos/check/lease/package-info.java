/** What a lease promises. */
@NullMarked
package io.jukung.chaos.check.lease;

import org.jspecify.annotations.NullMarked;
