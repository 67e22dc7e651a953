/**
 * ReplicaSet: keeps so many pods of one template.
 *
 * <p>Owns the pods that refer to it as their controller. Reads ReplicaSets and Pods. Writes pods (create, delete, owner
 * references), ReplicaSet status, Events. Keeps true: it never deletes a pod it does not control, and counts only those.
 */
@NullMarked
package io.jukung.controllers.replicaset;

import org.jspecify.annotations.NullMarked;
