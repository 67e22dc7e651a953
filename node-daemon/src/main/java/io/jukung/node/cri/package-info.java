/** The client of the Container Runtime Interface over containerd's unix socket. */
@NullMarked
package io.jukung.node.cri;

import org.jspecify.annotations.NullMarked;
