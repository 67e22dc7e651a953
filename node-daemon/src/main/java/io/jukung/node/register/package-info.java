/** The Node object: what this machine has, whether it is well, and its heartbeat. */
@NullMarked
package io.jukung.node.register;

import org.jspecify.annotations.NullMarked;
