package io.jukung.store.http;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What is served over HTTP, by path. */
@FunctionalInterface
public interface HttpEndpoints {

    /**
     * Answers a GET; must not block.
     *
     * @param query parameters in their order, as decoded
     */
    CompletableFuture<HttpAnswer> get(String path, Map<String, List<String>> query);
}
