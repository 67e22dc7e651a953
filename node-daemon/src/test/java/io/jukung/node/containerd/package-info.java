/** Tests of the package of the same name. */
@NullMarked
package io.jukung.node.containerd;

import org.jspecify.annotations.NullMarked;
