package io.jukung.api.server.kinds.rules;

import java.util.List;

/** Transport protocols of ports. */
public final class Protocols {

    private static final List<String> ALL = List.of("SCTP", "TCP", "UDP");

    private Protocols() {}

    public static void check(String path, String protocol, Findings findings) {
        if (protocol.isEmpty()) {
            findings.required(path);
        } else {
            findings.oneOf(path, protocol, ALL);
        }
    }
}
