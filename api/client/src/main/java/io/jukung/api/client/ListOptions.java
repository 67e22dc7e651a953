package io.jukung.api.client;

/**
 * What a list asks for.
 *
 * @param labelSelector in Kubernetes' grammar; "" for all
 * @param fieldSelector for example {@code spec.nodeName=a}; "" for all
 * @param limit items a page; 0 for all in one
 * @param continueToken from the page before; "" for the first
 */
public record ListOptions(String labelSelector, String fieldSelector, long limit, String continueToken) {

    public static final ListOptions ALL = new ListOptions("", "", 0, "");
}
