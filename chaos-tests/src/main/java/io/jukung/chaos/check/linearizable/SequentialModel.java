package io.jukung.chaos.check.linearizable;

import java.util.Optional;

/**
 * What an object does when operations come one at a time.
 *
 * @param <S> its state: a value with equality
 */
public interface SequentialModel<S> {

    S initial();

    /**
     * The state after an operation; empty if what it answered cannot be answered in this state. For one that is not known to
     * have happened: the state after it did.
     */
    Optional<S> step(S state, Operation operation);

    /** Whether an operation changes nothing whatever the state, so that one of unknown outcome can be left out. */
    boolean reads(Operation operation);
}
