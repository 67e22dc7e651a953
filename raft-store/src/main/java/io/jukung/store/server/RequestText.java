package io.jukung.store.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Requests for the log, in the form etcd's lines have: {@code key:"foo" value_size:3}. Of texts and bytes only keys and names are
 * shown, the beginning of long ones, and of all others how long they are: neither values nor passwords nor tokens get into
 * the log, whichever message they are in. What there is of a large request ends with {@code …}.
 */
final class RequestText {

    private static final int MOST_CHARS = 1024;
    private static final int MOST_OF_A_TEXT = 128;
    private static final Set<String> SHOWN = Set.of(
            "key",
            "range_end",
            "name",
            "user",
            "role",
            "username",
            "version",
            "peerURLs",
            "peer_urls",
            "client_urls",
            "auto_compaction_mode",
            "log_level");

    private final StringBuilder out = new StringBuilder();

    private RequestText() {}

    static String of(Message request) {
        var text = new RequestText();
        text.message(request);
        return text.isFull() ? text.out.substring(0, MOST_CHARS) + "…" : text.out.toString();
    }

    private boolean isFull() {
        return out.length() > MOST_CHARS;
    }

    private void message(Message message) {
        for (var field : message.getAllFields().entrySet()) {
            if (field.getKey().isRepeated()) {
                for (var one : (List<?>) field.getValue()) {
                    field(field.getKey(), one);
                    if (isFull()) {
                        return;
                    }
                }
            } else {
                field(field.getKey(), field.getValue());
            }
            if (isFull()) {
                return;
            }
        }
    }

    private void field(FieldDescriptor field, Object value) {
        if (!out.isEmpty() && out.charAt(out.length() - 1) != '<') {
            out.append(' ');
        }
        out.append(field.getName());
        switch (value) {
            case Message nested -> {
                out.append(":<");
                message(nested);
                out.append('>');
            }
            case ByteString bytes -> text(field, bytes);
            case String text -> text(field, ByteString.copyFrom(text, StandardCharsets.UTF_8));
            default -> out.append(':').append(value);
        }
    }

    private void text(FieldDescriptor field, ByteString bytes) {
        if (!SHOWN.contains(field.getName())) {
            out.append("_size:").append(bytes.size());
            return;
        }
        var shown = bytes.substring(0, Math.min(bytes.size(), MOST_OF_A_TEXT));
        out.append(":\"").append(TextFormat.escapeBytes(shown)).append('"');
        if (shown.size() < bytes.size()) {
            out.append("…(").append(bytes.size()).append(" bytes)");
        }
    }
}
