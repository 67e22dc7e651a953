/**
 * The scheduler: gives each pod a node.
 *
 * <p>Owns nothing. Reads pods and nodes. Writes bindings, the condition {@code PodScheduled} and Events.
 *
 * <pre>
 *   informers ─► queue ─► Scheduling.schedule(pod, snapshot, random) ─► assume in cache ─► bind
 *            └─► cache ─► snapshot ┘                └─► unschedulable: condition, event, wait in queue
 * </pre>
 *
 * <p>Invariants: no node is given more than it has allocatable, assumed pods counted; a pod is in one place of
 * the queue or on one node of the cache; every write carries the leader's fence.
 */
@NullMarked
package io.jukung.controllers.scheduler;

import org.jspecify.annotations.NullMarked;
