/** From a pod's spec to what the runtime is asked for: environment, limits, security, sandbox. Pure. */
@NullMarked
package io.jukung.node.container;

import org.jspecify.annotations.NullMarked;
