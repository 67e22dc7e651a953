/**
 * etcd's API: one class a gRPC service, one table of errors ({@link io.jukung.store.server.EtcdError}),
 * one port for gRPC and HTTP ({@link io.jukung.store.server.ClientPort}).
 *
 * <p>Handlers run on the event loop and never block: what reads storage goes to a bounded pool.
 */
@NullMarked
package io.jukung.store.server;

import org.jspecify.annotations.NullMarked;
