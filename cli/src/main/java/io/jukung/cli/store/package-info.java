/**
 * How {@code jukung store} is told what to do: etcd's flags, environment and configuration file.
 *
 * <p>{@link io.jukung.cli.store.StoreFlags} is the one list of flags: help, completion, environment and file follow from
 * it. {@link io.jukung.cli.store.MemberConfig} turns what was given into the store's configuration.
 */
@NullMarked
package io.jukung.cli.store;

import org.jspecify.annotations.NullMarked;
