/** What a control plane promises of the objects it keeps and of what runs, judged from all that was ever written. */
@NullMarked
package io.jukung.chaos.check.plane;

import org.jspecify.annotations.NullMarked;
