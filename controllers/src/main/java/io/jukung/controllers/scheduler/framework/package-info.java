/**
 * What a scheduling plugin is. A plugin prepares once for a pod ({@code prepare}: Kubernetes' PreFilter
 * and PreScore) and then judges nodes; all of it is pure. Reserving is the
 * cache's assuming of pods.
 */
@NullMarked
package io.jukung.controllers.scheduler.framework;

import org.jspecify.annotations.NullMarked;
