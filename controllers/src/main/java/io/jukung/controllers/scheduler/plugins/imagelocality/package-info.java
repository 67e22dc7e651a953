/** Nodes that have a pod's images already. */
@NullMarked
package io.jukung.controllers.scheduler.plugins.imagelocality;

import org.jspecify.annotations.NullMarked;
