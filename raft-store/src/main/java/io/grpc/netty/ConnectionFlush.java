package io.grpc.netty;

import org.jspecify.annotations.NullMarked;

/**
 * Makes a connection send what calls have written so far. gRPC does so after each message; a message that is larger than what
 * should wait in memory has to leave while it is still being written. In gRPC's package because nothing public does it, so that
 * a gRPC that changes this does not compile.
 */
@NullMarked
public final class ConnectionFlush {

    private ConnectionFlush() {}

    /** For a server's connection; may be run by any thread. */
    public static Runnable of(GrpcHttp2ConnectionHandler connection) {
        return () -> ((NettyServerHandler) connection).getWriteQueue().scheduleFlush();
    }
}
