package io.jukung.api.server.grpc;

import io.jukung.api.server.storage.ObjectStorage;
import io.jukung.api.server.storage.StoreException;
import org.jspecify.annotations.NullMarked;

/** Hooks of {@code io.jukung.chaos.zoo.ControlPlaneBugs}. */
@NullMarked
final class Planted {

    private Planted() {}

    @SuppressWarnings("EmptyCatch") // the bug
    static void keepAliveOrNot(ObjectStorage storage, long lease) {
        try {
            storage.keepAlive(lease);
        } catch (StoreException.LeaseNotFound e) {
            // As if it were.
        }
    }
}
