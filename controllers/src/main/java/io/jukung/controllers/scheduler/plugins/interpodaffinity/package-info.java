/** Pods near to or apart from other pods. */
@NullMarked
package io.jukung.controllers.scheduler.plugins.interpodaffinity;

import org.jspecify.annotations.NullMarked;
