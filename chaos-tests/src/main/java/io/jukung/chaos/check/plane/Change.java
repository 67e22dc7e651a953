package io.jukung.chaos.check.plane;

import io.jukung.api.model.object.KubeObject;
import io.jukung.chaos.check.Prose;
import java.util.Optional;

/**
 * One write of one object.
 *
 * @param revision the store's; the object's resourceVersion from then on
 * @param nanos when the witness had it, by the run's clock: never before it was made
 * @param before empty where it is created
 * @param beforeRevision the resourceVersion that it had; 0 where it is created
 * @param after empty where it is removed
 */
record Change(
        long revision,
        long nanos,
        Ref ref,
        Optional<KubeObject> before,
        long beforeRevision,
        Optional<KubeObject> after) {

    boolean creates() {
        return before.isEmpty() && after.isPresent();
    }

    boolean removes() {
        return after.isEmpty();
    }

    /** Whether it is the one that asks for the object's deletion: at once, or once its finalizers and grace are over. */
    boolean beginsDeletion() {
        return before.isPresent()
                && !before.get().beingDeleted()
                && after.map(KubeObject::beingDeleted).orElse(true);
    }

    /** The object as it is after it, or was before its removal. */
    KubeObject object() {
        return after.or(() -> before).orElseThrow(() -> new IllegalStateException("a change of nothing"));
    }

    /** As {@code revision 12 at 3.200000 s}. */
    String when() {
        return "revision " + revision + " at " + Prose.time(nanos);
    }
}
