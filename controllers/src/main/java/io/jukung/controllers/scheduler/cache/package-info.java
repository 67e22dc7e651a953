/** The scheduler's picture of the cluster: what the API has said, and what was decided since. */
@NullMarked
package io.jukung.controllers.scheduler.cache;

import org.jspecify.annotations.NullMarked;
