package io.jukung.api.server.rest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer with its body whole.
 *
 * @param headers besides Content-Type
 */
@SuppressWarnings("ArrayRecordComponent") // the body is written once, never compared
record Answer(int status, String contentType, Map<String, String> headers, byte[] body) {

    private static final int WARNINGS_LENGTH = 4096;
    private static final int CUT_WARNING_LENGTH = 256;

    static Answer of(int status, String contentType, byte[] body) {
        return new Answer(status, contentType, Map.of(), body);
    }

    static Answer text(int status, String text) {
        return new Answer(
                status,
                "text/plain; charset=utf-8",
                Map.of("x-content-type-options", "nosniff"),
                text.getBytes(StandardCharsets.UTF_8));
    }

    Answer with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, contentType, more, body);
    }

    HttpResponse toHttp(List<String> warnings) {
        return HttpResponse.of(head(status, contentType, headers, warnings), HttpData.wrap(body));
    }

    static ResponseHeaders head(int status, String contentType, Map<String, String> headers, List<String> warnings) {
        var head = ResponseHeaders.builder(HttpStatus.valueOf(status));
        if (!contentType.isEmpty()) {
            var known = MediaType.parse(contentType);
            head.contentType(known);
            // Clients compare discovery's type with what they asked for, letter by letter.
            head.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        }
        head.set(HttpHeaderNames.CACHE_CONTROL, "no-cache, private");
        headers.forEach(head::set);
        shown(warnings).forEach(text -> head.add("warning", "299 - " + quoted(text)));
        return head.build();
    }

    /** Each once. As in Kubernetes they take 4 KiB together: if they would not fit, each is cut, and the last left out. */
    private static List<String> shown(List<String> warnings) {
        var all = warnings.stream().distinct().toList();
        if (all.stream().mapToInt(String::length).sum() <= WARNINGS_LENGTH) {
            return all;
        }
        var shown = new ArrayList<String>();
        int length = 0;
        for (var text : all) {
            var cut = text.substring(0, Math.min(text.length(), CUT_WARNING_LENGTH));
            length += cut.length();
            if (length > WARNINGS_LENGTH) {
                break;
            }
            shown.add(cut);
        }
        return shown;
    }

    private static String quoted(String text) {
        var plain = text.replaceAll("\\p{Cntrl}", " ");
        return '"' + plain.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
