/** Tests of the node daemon as a whole, against a real containerd. */
@NullMarked
package io.jukung.node;

import org.jspecify.annotations.NullMarked;
