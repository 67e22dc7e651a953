package io.jukung.controllers.garbage;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.OwnerReference;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Plan;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.NullMarked;

/** For the simulation: the product's core of the garbage collector's turn, without the threads around it. */
@NullMarked
public final class GarbageTurn {

    private GarbageTurn() {}

    /**
     * The turn of an object without dependents of its own kinds.
     *
     * @param present whether a reference's owner exists
     */
    public static Plan plan(Kind kind, KubeObject object, Predicate<OwnerReference> present) {
        var owners = object.ownerReferences().stream()
                .map(reference -> new GarbageView.Owned(
                        reference,
                        present.test(reference) ? GarbageView.Standing.PRESENT : GarbageView.Standing.ABSENT))
                .toList();
        return GarbagePlanner.plan(new GarbageView(kind, object, owners, List.of()));
    }
}
