package io.jukung.api.server.chain;

import io.jukung.api.model.tree.ObjectValue;
import org.jspecify.annotations.Nullable;

/** One step between decoding and validation: it may change an object or refuse it. */
@FunctionalInterface
public interface Admission {

    /** What is to become of the object. */
    enum Operation {
        CREATE,
        UPDATE,
        DELETE
    }

    /**
     * The object as admitted.
     *
     * @param object the new object; the present one for a deletion
     * @param old the present object; null on create
     * @throws io.jukung.api.server.status.Rejection where it is refused
     */
    ObjectValue admit(Target target, Operation operation, ObjectValue object, @Nullable ObjectValue old);
}
