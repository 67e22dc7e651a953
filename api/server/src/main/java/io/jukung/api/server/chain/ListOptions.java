package io.jukung.api.server.chain;

/**
 * What a list asks for, as its query parameters.
 *
 * @param limit objects a page; 0: all
 * @param continueToken from the page before; "" for the first
 * @param resourceVersion "", "0" or a revision
 * @param resourceVersionMatch "", "Exact" or "NotOlderThan"
 */
public record ListOptions(
        String labelSelector,
        String fieldSelector,
        long limit,
        String continueToken,
        String resourceVersion,
        String resourceVersionMatch) {

    public ListOptions {
        limit = Math.max(0, limit); // as Kubernetes: a negative one is none
    }
}
