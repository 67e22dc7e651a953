package io.jukung.controllers.garbage;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.OwnerReference;
import io.jukung.controllers.loop.Kind;
import java.util.List;

/**
 * What a turn for one object observed.
 *
 * @param owners its owner references and what became of each owner
 * @param dependents what refers to it
 */
record GarbageView(Kind kind, KubeObject object, List<Owned> owners, List<Dependent> dependents) {

    /** An owner reference and how its owner stands. */
    record Owned(OwnerReference reference, Standing standing) {}

    /** What became of an owner. */
    enum Standing {
        /** It is there, or cannot be judged. */
        PRESENT,
        /** It is being deleted in the foreground: its dependents go before it. */
        WAITING,
        /** There is no object with its uid. */
        ABSENT
    }

    /**
     * What refers to the object.
     *
     * @param owns whether something refers to it in turn
     */
    record Dependent(Kind kind, KubeObject object, boolean owns) {

        boolean blocks(KubeObject owner) {
            return object.ownerReferences().stream()
                    .anyMatch(reference -> reference.uid().equals(owner.uid()) && reference.blockOwnerDeletion());
        }
    }
}
