/**
 * Node lifecycle: notices nodes that are silent, keeps pods away from them and moves those they had.
 *
 * <p>Owns the node taints that follow from conditions ({@code node.kubernetes.io/…}). Reads Nodes, Leases of
 * {@code kube-node-lease}, Pods. Writes node taints, conditions of silent nodes, the Ready condition of their pods, pod
 * deletions (with the condition {@code DisruptionTarget}), Events. Keeps true: a node counts as silent only after 50
 * seconds (by default) of this process's own clock without a sign of life; nothing is evicted while most nodes seem to be gone, for
 * then the fault is likely ours.
 */
@NullMarked
package io.jukung.controllers.node;

import org.jspecify.annotations.NullMarked;
