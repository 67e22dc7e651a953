/**
 * Server-side apply: who owns which field of an object ({@code metadata.managedFields}), how an applied configuration
 * is merged, what an owner's silence removes, and when two owners conflict. Pure functions over trees and schemas; the
 * rules are those of Kubernetes' structured merge.
 *
 * <p>Entry points: {@link io.jukung.api.model.apply.ManagedFields#afterUpdate} for every create, update and other
 * patch, {@link io.jukung.api.model.apply.ServerSideApply#apply} for apply patches. Both take the live object and the
 * new one after decoding and defaulting, before the kind's strategy resets or allocates anything.
 */
@NullMarked
package io.jukung.api.model.apply;

import org.jspecify.annotations.NullMarked;
