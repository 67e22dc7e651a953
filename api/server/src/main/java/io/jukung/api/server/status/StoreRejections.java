package io.jukung.api.server.status;

import io.jukung.api.server.storage.StoreException;

/** The store's errors as answers to clients. */
public final class StoreRejections {

    private StoreRejections() {}

    public static Rejection of(StoreException error) {
        var text = String.valueOf(error.getMessage());
        return switch (error) {
            case StoreException.Compacted ignored -> Rejection.expired(text);
            case StoreException.FutureRevision ignored -> Rejection.unavailable(text);
            case StoreException.LeaseNotFound ignored -> Rejection.internal(text);
            case StoreException.TooLarge ignored -> Rejection.tooLarge(text);
            // The code and reason Kubernetes answers with, which says no more than etcd's text.
            case StoreException.NoSpace ignored ->
                Rejection.internal(
                        text + ": the disk or the quota of a store member is full, so objects can be read and"
                                + " deleted, but not created or changed until there is space again");
            case StoreException.Unavailable ignored -> Rejection.unavailable("the store does not answer: " + text);
        };
    }
}
