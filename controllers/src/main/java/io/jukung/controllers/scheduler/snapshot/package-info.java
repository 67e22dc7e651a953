/**
 * What a scheduling decision looks at: pods, nodes and the whole cluster at one moment, as small
 * immutable records parsed once from API objects.
 */
@NullMarked
package io.jukung.controllers.scheduler.snapshot;

import org.jspecify.annotations.NullMarked;
