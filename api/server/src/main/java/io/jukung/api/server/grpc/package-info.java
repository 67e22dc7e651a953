/** The gRPC services: objects for loops and for any gRPC client, and the elections that fence their leaders. */
@NullMarked
package io.jukung.api.server.grpc;

import org.jspecify.annotations.NullMarked;
