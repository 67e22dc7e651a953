/** Liveness, readiness and startup probes and lifecycle hooks. */
@NullMarked
package io.jukung.node.probe;

import org.jspecify.annotations.NullMarked;
