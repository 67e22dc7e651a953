/** The port to the store, and its one implementation over a gRPC channel that speaks etcd v3. */
@NullMarked
package io.jukung.api.server.storage;

import org.jspecify.annotations.NullMarked;
