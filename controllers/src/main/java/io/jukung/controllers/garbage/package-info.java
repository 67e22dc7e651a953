/**
 * Garbage collection: what refers to owners that are gone goes too.
 *
 * <p>Owns the finalizers {@code foregroundDeletion} and {@code orphan}. Reads every kind but Events. Writes deletions,
 * owner references and those finalizers. Keeps true: nothing is deleted while one of its owners exists, asked of the API
 * and not of a cache; an owner that is deleted in the foreground outlives the dependents that block it, one that orphans
 * outlives none of the references to it. References to kinds that are not known are left alone.
 */
@NullMarked
package io.jukung.controllers.garbage;

import org.jspecify.annotations.NullMarked;
