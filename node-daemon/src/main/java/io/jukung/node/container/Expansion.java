package io.jukung.node.container;

import java.util.Map;

/** Kubernetes' {@code $(VAR)} references in commands, arguments and environment values. */
final class Expansion {

    private Expansion() {}

    /** Replaces known references; {@code $$} is a plain dollar, an unknown reference stays as written. */
    static String expand(String text, Map<String, String> variables) {
        var expanded = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '$' || at + 1 == text.length()) {
                expanded.append(c);
                at++;
                continue;
            }
            char next = text.charAt(at + 1);
            if (next == '$') {
                expanded.append('$');
                at += 2;
                continue;
            }
            int end = next == '(' ? text.indexOf(')', at + 2) : -1;
            if (end < 0) {
                expanded.append(c);
                at++;
                continue;
            }
            var name = text.substring(at + 2, end);
            var value = variables.get(name);
            expanded.append(value != null ? value : text.substring(at, end + 1));
            at = end + 1;
        }
        return expanded.toString();
    }
}
