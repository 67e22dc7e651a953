/** Which pod is scheduled next, and when a refused one is tried again. */
@NullMarked
package io.jukung.controllers.scheduler.queue;

import org.jspecify.annotations.NullMarked;
