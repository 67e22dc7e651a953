package io.jukung.api.client;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ObjectValue;

/** From a call's gRPC status to {@link ApiException}. */
final class StatusMapping {

    /** JSON of the Kubernetes Status that explains an error. */
    static final Metadata.Key<byte[]> KUBE_STATUS = Metadata.Key.of("kube-status-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private StatusMapping() {}

    static ApiException toApiException(StatusRuntimeException failure) {
        return toApiException(failure.getStatus(), failure.getTrailers());
    }

    static ApiException toApiException(Status status, @org.jspecify.annotations.Nullable Metadata trailers) {
        byte[] bytes = trailers == null ? null : trailers.get(KUBE_STATUS);
        if (bytes != null) {
            try {
                if (Json.read(bytes) instanceof ObjectValue tree && tree.whole(0, "code") > 0) {
                    return new ApiException(
                            (int) tree.whole(500, "code"), tree.text("reason"), tree.text("message"), tree);
                }
            } catch (DecodingException e) {
                // Fall through: the gRPC status alone still says what went wrong.
            }
        }
        var description = status.getDescription();
        var message = description == null ? status.getCode().toString() : description;
        return switch (status.getCode()) {
            case NOT_FOUND -> of(404, "NotFound", message);
            case ALREADY_EXISTS -> of(409, "AlreadyExists", message);
            case ABORTED -> of(409, "Conflict", message);
            case OUT_OF_RANGE -> of(410, "Expired", message);
            case INVALID_ARGUMENT, FAILED_PRECONDITION -> of(422, "Invalid", message);
            case PERMISSION_DENIED -> of(403, "Forbidden", message);
            case UNAUTHENTICATED -> of(401, "Unauthorized", message);
            case RESOURCE_EXHAUSTED -> of(429, "TooManyRequests", message);
            case DEADLINE_EXCEEDED -> of(504, "Timeout", message);
            case UNAVAILABLE, CANCELLED -> of(503, "ServiceUnavailable", message);
            case OK, UNKNOWN, UNIMPLEMENTED, INTERNAL, DATA_LOSS -> of(500, "InternalError", message);
        };
    }

    static ApiException of(int code, String reason, String message) {
        return new ApiException(code, reason, message, ObjectValue.empty());
    }
}
