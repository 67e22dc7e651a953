package io.jukung.api.server.grpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.server.status.Rejection;
import io.jukung.api.server.status.StoreRejections;
import io.jukung.api.server.storage.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors as gRPC statuses; the trailer {@code kube-status-bin} holds the Kubernetes Status as JSON. */
final class GrpcErrors {

    private static final Logger LOG = LoggerFactory.getLogger(GrpcErrors.class);
    private static final Metadata.Key<byte[]> KUBE_STATUS =
            Metadata.Key.of("kube-status-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private GrpcErrors() {}

    static StatusRuntimeException translate(RuntimeException error) {
        return switch (error) {
            case StatusRuntimeException status -> status;
            case Rejection rejection -> of(rejection);
            case StoreException store -> of(StoreRejections.of(store));
            case RuntimeException other -> {
                LOG.error("gRPC call failed", other);
                yield of(Rejection.internal(String.valueOf(other.getMessage())));
            }
        };
    }

    private static StatusRuntimeException of(Rejection rejection) {
        var trailers = new Metadata();
        trailers.put(KUBE_STATUS, Json.write(rejection.status()));
        return code(rejection).withDescription(rejection.text()).asRuntimeException(trailers);
    }

    private static Status code(Rejection rejection) {
        return switch (rejection.code()) {
            case 400, 405, 406, 413, 415, 422 -> Status.INVALID_ARGUMENT;
            case 401 -> Status.UNAUTHENTICATED;
            case 403 -> Status.PERMISSION_DENIED;
            case 404 -> Status.NOT_FOUND;
            case 409 -> rejection.reason().equals("AlreadyExists") ? Status.ALREADY_EXISTS : Status.ABORTED;
            case 410 -> Status.OUT_OF_RANGE;
            case 429 -> Status.RESOURCE_EXHAUSTED;
            case 503, 504 -> Status.UNAVAILABLE;
            default -> Status.INTERNAL;
        };
    }
}
