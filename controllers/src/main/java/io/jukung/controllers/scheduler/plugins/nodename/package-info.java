/** The node a pod asks for by name. */
@NullMarked
package io.jukung.controllers.scheduler.plugins.nodename;

import org.jspecify.annotations.NullMarked;
