/**
 * What happens to a request between its front (REST or gRPC) and the store: defaults, admission,
 * validation, the transaction and its retries; lists and watches from the caches.
 */
@NullMarked
package io.jukung.api.server.chain;

import org.jspecify.annotations.NullMarked;
