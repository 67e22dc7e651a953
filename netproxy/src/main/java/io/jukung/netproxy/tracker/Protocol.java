package io.jukung.netproxy.tracker;

import java.util.Locale;

/** A transport protocol of a service's port. */
public enum Protocol {
    TCP,
    UDP,
    SCTP;

    /** As nftables and DNS write it. */
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Protocol of(String name) {
        return switch (name) {
            case "UDP" -> UDP;
            case "SCTP" -> SCTP;
            default -> TCP;
        };
    }
}
