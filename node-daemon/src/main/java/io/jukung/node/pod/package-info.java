/** Pods: what should run against what runs, as a plan, and the thin shell that carries it out. */
@NullMarked
package io.jukung.node.pod;

import org.jspecify.annotations.NullMarked;
