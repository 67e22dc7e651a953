/** The streams behind logs, exec, attach and port-forward. */
@NullMarked
package io.jukung.node.stream;

import org.jspecify.annotations.NullMarked;
