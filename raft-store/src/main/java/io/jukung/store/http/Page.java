package io.jukung.store.http;

import java.util.concurrent.CompletableFuture;

/** What answers whole, once it knows the answer; must not block. */
@FunctionalInterface
public interface Page {

    CompletableFuture<HttpAnswer> answer(RequestHead head);

    /** For GET alone: as with etcd, not even HEAD. */
    default RequestHandler onGet() {
        return (head, exchange) -> {
            if (!"GET".equals(head.method())) {
                exchange.answer(HttpAnswer.methodNotAllowed("GET"));
                return BodyReader.NONE;
            }
            return onAnyMethod().handle(head, exchange);
        };
    }

    /** For every method. */
    default RequestHandler onAnyMethod() {
        return (head, exchange) -> {
            answer(head)
                    .exceptionally(
                            failure -> HttpAnswer.text(503, "Service Unavailable: " + failure.getMessage() + "\n"))
                    .thenAccept(answer -> exchange.loop().execute(() -> exchange.answer(answer)));
            return BodyReader.NONE;
        };
    }
}
