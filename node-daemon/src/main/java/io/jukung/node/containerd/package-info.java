/** The containerd of our own beside the node daemon: its configuration, start, adoption and clean end. */
@NullMarked
package io.jukung.node.containerd;

import org.jspecify.annotations.NullMarked;
