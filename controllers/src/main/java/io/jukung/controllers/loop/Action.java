package io.jukung.controllers.loop;

import io.jukung.api.client.DeleteOptions;
import io.jukung.api.client.EventRecorder;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import java.util.Optional;
import java.util.OptionalLong;

/** One step of a plan. */
public sealed interface Action {

    /** Makes an object. */
    record Create(Kind kind, KubeObject object) implements Action {}

    /**
     * Changes part of an object by a merge patch, which holds its preconditions (uid, and where it matters the
     * resourceVersion).
     *
     * @param subresource "" for the object itself
     */
    record Patch(Kind kind, ObjectKey key, String subresource, ObjectValue patch) implements Action {

        /** A patch of this very object, whatever its version. */
        public static Patch of(Kind kind, KubeObject object, String subresource, ObjectValue patch) {
            return new Patch(
                    kind,
                    object.key(),
                    subresource,
                    patch.withAt(io.jukung.api.model.tree.Value.of(object.uid()), "metadata", "uid"));
        }

        /** A patch of this object as it was seen: refused when it has changed since. */
        public static Patch ofVersion(Kind kind, KubeObject object, String subresource, ObjectValue patch) {
            var sameObject = of(kind, object, subresource, patch);
            return new Patch(
                    kind,
                    sameObject.key(),
                    subresource,
                    sameObject
                            .patch()
                            .withAt(
                                    io.jukung.api.model.tree.Value.of(object.resourceVersion()),
                                    "metadata",
                                    "resourceVersion"));
        }
    }

    /** Deletes this very object; one that is gone already is well. */
    record Delete(
            Kind kind, KubeObject object, Optional<DeleteOptions.Propagation> propagation, OptionalLong graceSeconds)
            implements Action {

        /** A deletion by the kind's defaults. */
        public static Delete of(Kind kind, KubeObject object) {
            return new Delete(kind, object, Optional.empty(), OptionalLong.empty());
        }

        /** A deletion that waits for nothing. */
        public static Delete now(Kind kind, KubeObject object) {
            return new Delete(kind, object, Optional.empty(), OptionalLong.of(0));
        }
    }

    /** Replaces an object as it was seen, at a subresource that takes no patches. */
    record Replace(Kind kind, KubeObject object, String subresource) implements Action {}

    /** Tells people. */
    record Tell(KubeObject about, EventRecorder.Type type, String reason, String message) implements Action {

        public static Tell normal(KubeObject about, String reason, String message) {
            return new Tell(about, EventRecorder.Type.NORMAL, reason, message);
        }

        public static Tell warning(KubeObject about, String reason, String message) {
            return new Tell(about, EventRecorder.Type.WARNING, reason, message);
        }
    }
}
