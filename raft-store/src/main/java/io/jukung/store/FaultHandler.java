package io.jukung.store;

import org.slf4j.LoggerFactory;

/** Told that a member can no longer be trusted: its disk failed, its log or state is damaged. */
@FunctionalInterface
public interface FaultHandler {

    /** Must not return to normal work. Any thread. */
    void onFault(String what, Throwable cause);

    /** Stops the process at once: after a failed fsync nothing may be acknowledged, not even retried. */
    static FaultHandler haltProcess() {
        return (what, cause) -> {
            LoggerFactory.getLogger(FaultHandler.class)
                    .error("store fault: {}: the member stops; look at its disk, then restart it", what, cause);
            Runtime.getRuntime().halt(70);
        };
    }
}
