package io.jukung.api.server.rest;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.jukung.api.model.codec.Limits;
import io.jukung.api.server.status.Rejection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Armeria refuses before any service sees it (a method it does not know, a path that climbs), as a Status. */
final class ProtocolErrors implements ServerErrorHandler {

    private static final ServerErrorHandler OTHERS = ServerErrorHandler.ofDefault();

    @Override
    public @Nullable HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
        return OTHERS.onServiceException(context, cause);
    }

    @Override
    public @Nullable AggregatedHttpResponse onProtocolViolation(
            ServiceConfig config,
            @Nullable RequestHeaders headers,
            HttpStatus status,
            @Nullable String description,
            @Nullable Throwable cause) {
        return answer(status, description);
    }

    /** Among others for a body over the limit, which is refused while it still comes in. */
    @Override
    public AggregatedHttpResponse renderStatus(
            @Nullable ServiceRequestContext context,
            ServiceConfig config,
            @Nullable RequestHeaders headers,
            HttpStatus status,
            @Nullable String description,
            @Nullable Throwable cause) {
        return answer(status, description);
    }

    private static AggregatedHttpResponse answer(HttpStatus status, @Nullable String description) {
        var rejection = rejection(status, description == null ? status.reasonPhrase() : description);
        var answer = Writer.tree(rejection.code(), rejection.status(), Representation.JSON);
        return AggregatedHttpResponse.of(
                Answer.head(answer.status(), answer.contentType(), Map.of(), List.of()), HttpData.wrap(answer.body()));
    }

    private static Rejection rejection(HttpStatus status, String description) {
        if (description.startsWith("Invalid method") || status.code() == 405) {
            return Rejection.methodNotAllowed();
        }
        if (status.equals(HttpStatus.REQUEST_ENTITY_TOO_LARGE)) {
            return Rejection.tooLarge("Request entity too large: limit is " + Limits.REQUEST.bytes());
        }
        return status.code() == 400
                ? Rejection.badRequest(description)
                : new Rejection(status.code(), status.codeAsText(), description, null);
    }
}
