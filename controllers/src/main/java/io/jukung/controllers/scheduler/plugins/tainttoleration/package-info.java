/** Nodes whose taints a pod tolerates, or at least would rather not avoid. */
@NullMarked
package io.jukung.controllers.scheduler.plugins.tainttoleration;

import org.jspecify.annotations.NullMarked;
