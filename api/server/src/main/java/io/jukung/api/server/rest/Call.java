package io.jukung.api.server.rest;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.RequestHeaders;
import io.jukung.api.server.authn.Identity;
import io.jukung.api.server.status.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A request, read whole.
 *
 * @param path decoded, without the query
 * @param warnings texts for the answer's Warning headers, added on the way
 */
@SuppressWarnings("ArrayRecordComponent") // the body is read once, never compared
record Call(
        String method,
        String path,
        QueryParams query,
        RequestHeaders headers,
        byte[] body,
        Identity caller,
        List<String> warnings) {

    static Call of(
            String method, String path, QueryParams query, RequestHeaders headers, byte[] body, Identity caller) {
        return new Call(method, path, query, headers, body, caller, new ArrayList<>());
    }

    String param(String name) {
        return query.get(name, "");
    }

    String header(CharSequence name) {
        return headers.get(name, "");
    }

    /** Who owns what is written: as asked, else as Kubernetes the user agent up to its first slash. */
    String fieldManager() {
        var asked = param("fieldManager");
        var agent = header(HttpHeaderNames.USER_AGENT);
        int slash = agent.indexOf('/');
        return !asked.isEmpty() ? asked : slash < 0 ? agent : agent.substring(0, slash);
    }

    String contentType() {
        return header(HttpHeaderNames.CONTENT_TYPE);
    }

    /** Whether a flag parameter is on: as in Kubernetes, where it is given with any value but {@code false} and 0. */
    boolean flag(String name) {
        var value = query.get(name);
        return value != null && !value.equalsIgnoreCase("false") && !value.equals("0");
    }

    /** Whether the answer is to be indented for a reader. */
    boolean pretty() {
        return switch (param("pretty")) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case String ignored -> false;
        };
    }

    /** A number parameter; empty where it is not given. */
    OptionalLong number(String name) {
        var text = param(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw Rejection.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
        }
    }
}
