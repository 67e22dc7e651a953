/** The node daemon: it makes the pods bound to its node run, and says how they are. */
@NullMarked
package io.jukung.node;

import org.jspecify.annotations.NullMarked;
