package io.jukung.api.server.chain;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.registry.Strategy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides what a deletion makes of an object: pure. As in Kubernetes, an object goes at once unless a
 * finalizer or a grace period holds it; then it is marked, and goes with the last finalizer.
 */
final class Deletion {

    static final String ORPHAN = "orphan";
    static final String FOREGROUND = "foregroundDeletion";

    private Deletion() {}

    /** What is to be done. */
    sealed interface Verdict {

        /**
         * Delete the key.
         *
         * @param last what the object was in the end
         */
        record Remove(ObjectValue last) implements Verdict {}

        /** Write the marked object. */
        record Mark(ObjectValue object) implements Verdict {}

        /** Already marked as asked: nothing to write. */
        record Keep() implements Verdict {}
    }

    static Verdict decide(Strategy strategy, ObjectValue present, DeleteOptions options, Instant now) {
        var object = new KubeObject(present);
        var finalizers = finalizers(object, options);
        var grace = strategy.gracePeriodSeconds(present, options.gracePeriodSeconds());
        boolean held = !finalizers.isEmpty() || strategy.keptWhileDeleted(present);
        long seconds = grace.orElse(0);
        if (object.beingDeleted()) {
            return again(object, finalizers, seconds, held, grace.isPresent(), now);
        }
        var marked =
                strategy.prepareForDelete(SystemFields.markDeleted(withFinalizers(present, finalizers), now, seconds));
        if (seconds == 0 && !held) {
            return new Verdict.Remove(grace.isPresent() ? marked : present);
        }
        return new Verdict.Mark(marked);
    }

    private static Verdict again(
            KubeObject object, List<String> finalizers, long seconds, boolean held, boolean graceful, Instant now) {
        long before = object.tree().whole(0, "metadata", "deletionGracePeriodSeconds");
        boolean sooner = graceful && seconds < before;
        var changed = withFinalizers(object.tree(), finalizers);
        if (sooner) {
            // Counted from when deletion was first asked for, as Kubernetes does; never into the past.
            var asked = object.deletionTimestamp().orElse(now).minus(Duration.ofSeconds(before));
            var end = asked.plusSeconds(seconds).isBefore(now) ? now : asked.plusSeconds(seconds);
            changed = changed.withAt(Value.of(SystemFields.timestamp(end)), "metadata", "deletionTimestamp")
                    .withAt(Value.of(seconds), "metadata", "deletionGracePeriodSeconds");
        }
        if (!held && (seconds == 0 || !graceful) && (sooner || before == 0)) {
            return new Verdict.Remove(changed);
        }
        return changed.equals(object.tree()) ? new Verdict.Keep() : new Verdict.Mark(changed);
    }

    /** The finalizers as the propagation policy wants them. */
    private static List<String> finalizers(KubeObject object, DeleteOptions options) {
        var finalizers = new ArrayList<>(object.finalizers());
        options.propagation().ifPresent(policy -> {
            finalizers.remove(ORPHAN);
            finalizers.remove(FOREGROUND);
            switch (policy) {
                case BACKGROUND -> {}
                case FOREGROUND -> finalizers.add(FOREGROUND);
                case ORPHAN -> finalizers.add(ORPHAN);
            }
        });
        return finalizers;
    }

    private static ObjectValue withFinalizers(ObjectValue object, List<String> finalizers) {
        if (finalizers.isEmpty()) {
            return object.withoutAt("metadata", "finalizers");
        }
        return object.withAt(ListValue.ofTexts(finalizers), "metadata", "finalizers");
    }

    /** Whether an update takes away what held an object marked for deletion: then it goes. */
    static boolean endsWithUpdate(Strategy strategy, ObjectValue object, ObjectValue old) {
        return new KubeObject(old).beingDeleted()
                && object.list("metadata", "finalizers").isEmpty()
                && !strategy.keptWhileDeleted(object)
                && old.whole(0, "metadata", "deletionGracePeriodSeconds") == 0;
    }
}
