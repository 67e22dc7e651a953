/**
 * The store's state machine: a deterministic function from the log to the state, its answers and its events.
 *
 * <p>{@link io.jukung.store.apply.StoreState} is the writer; an {@link io.jukung.store.apply.Applier} gives each
 * {@link io.jukung.store.apply.Command} its meaning. Released commands never change it: the golden log of the tests says so.
 */
@NullMarked
package io.jukung.store.apply;

import org.jspecify.annotations.NullMarked;
