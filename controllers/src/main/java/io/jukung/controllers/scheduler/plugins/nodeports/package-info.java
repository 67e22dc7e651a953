/** Nodes on which the host ports a pod takes are free. */
@NullMarked
package io.jukung.controllers.scheduler.plugins.nodeports;

import org.jspecify.annotations.NullMarked;
