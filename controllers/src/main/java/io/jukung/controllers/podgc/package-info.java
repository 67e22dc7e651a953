/**
 * Pod garbage collection: removes pods that no node will ever remove.
 *
 * <p>Owns nothing. Reads Pods and Nodes. Writes the status and deletion of pods whose node has been gone for 40 seconds,
 * of pods that were deleted before they had a node, and of the oldest finished ones beyond 12,500. Keeps true: a pod is
 * forced away only when its node object is not there, asked of the API and not of a cache.
 */
@NullMarked
package io.jukung.controllers.podgc;

import org.jspecify.annotations.NullMarked;
