/**
 * Namespace deletion: removes what a namespace holds, then lets it go.
 *
 * <p>Owns the finalizer {@code kubernetes} of namespaces. Reads Namespaces, and lists every namespaced kind when one is
 * being deleted. Writes deletions of all content, the namespace's deletion conditions, and its finalizers. Keeps true: a
 * namespace is gone only after all it held is.
 */
@NullMarked
package io.jukung.controllers.namespace;

import org.jspecify.annotations.NullMarked;
