package io.jukung.store.server;

import io.jukung.store.auth.Authorizer;
import io.jukung.store.mvcc.RejectedException;

/** What a caller must be permitted. */
@FunctionalInterface
interface Access {

    /** Returns if it is, throws why not. */
    void check(Authorizer authorizer) throws RejectedException;
}
