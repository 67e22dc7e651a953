/** The plugins of the default profile, in Kubernetes' order. */
@NullMarked
package io.jukung.controllers.scheduler.plugins;

import org.jspecify.annotations.NullMarked;
