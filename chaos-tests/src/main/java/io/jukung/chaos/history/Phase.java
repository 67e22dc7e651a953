package io.jukung.chaos.history;

import java.util.Locale;

/** Jepsen's {@code :type} of an operation. */
public enum Phase {
    /** It begins. */
    INVOKE,
    /** It happened. */
    OK,
    /** It did not happen and never will. */
    FAIL,
    /** It may have happened, may happen later, or never: its process does nothing more. */
    INFO;

    /** As in EDN, without the colon. */
    public String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }
}
