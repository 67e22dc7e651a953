/** Nodes that are not cordoned. */
@NullMarked
package io.jukung.controllers.scheduler.plugins.nodeunschedulable;

import org.jspecify.annotations.NullMarked;
