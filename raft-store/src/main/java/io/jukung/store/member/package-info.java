/**
 * What makes a process a member: its data directory and identity, its state and how a snapshot replaces
 * it, its leases while it leads, what it knows of the others.
 */
@NullMarked
package io.jukung.store.member;

import org.jspecify.annotations.NullMarked;
