/** Nodes with room for a pod's requests; among them the emptier and the more evenly used. */
@NullMarked
package io.jukung.controllers.scheduler.plugins.noderesources;

import org.jspecify.annotations.NullMarked;
