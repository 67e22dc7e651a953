package io.jukung.store;

import org.slf4j.LoggerFactory;

/** Told that a member can no longer be trusted: its disk failed, its log or state is damaged. */
@FunctionalInterface
public interface FaultHandler {

    /** Must not return to normal work. Any thread. */
    void onFault(String what, Throwable cause);

    /** Called when this member was removed from its cluster and has stopped: its data is of no use any more. */
    default void onRemoved(String message) {
        LoggerFactory.getLogger(FaultHandler.class).warn(message);
    }

    /** Stops the process at once: after a failed fsync nothing may be acknowledged, not even retried. */
    static FaultHandler haltProcess() {
        var process = new ImmediateExit();
        return new FaultHandler() {
            @Override
            public void onFault(String what, Throwable cause) {
                LoggerFactory.getLogger(FaultHandler.class)
                        .error("store fault: {}: the member stops; look at its disk, then restart it", what, cause);
                process.exit(70);
            }

            // As etcd, ends the process as if it had been asked to.
            @Override
            public void onRemoved(String message) {
                FaultHandler.super.onRemoved(message);
                Runtime.getRuntime().exit(0);
            }
        };
    }
}
