/**
 * Deployment: moves pods from one template to another without losing too many on the way.
 *
 * <p>Owns the ReplicaSets that refer to it as their controller, one a template; never touches pods. Reads Deployments,
 * ReplicaSets and Pods (for Recreate only). Writes ReplicaSets (create, scale, annotations, owner references, delete
 * beyond the history limit), the Deployment's revision annotation and status, Events. Keeps true, for rolling updates:
 * the ReplicaSets together want at most replicas + maxSurge pods, and none is scaled down below replicas −
 * maxUnavailable available ones by the controller's doing.
 */
@NullMarked
package io.jukung.controllers.deployment;

import org.jspecify.annotations.NullMarked;
