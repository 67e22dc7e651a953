/**
 * etcd's discovery service of version 3: members of a cluster that is founded find each other by keys in another store.
 *
 * <p>{@link io.jukung.cli.registry.Registry} is what the keys say; {@link io.jukung.cli.registry.RegistryStore} reads and
 * writes them, and {@link io.jukung.cli.registry.Registration} goes through the protocol.
 */
@NullMarked
package io.jukung.cli.registry;

import org.jspecify.annotations.NullMarked;
