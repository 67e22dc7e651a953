package io.jukung.controllers.garbage;

import io.jukung.api.client.DeleteOptions.Propagation;
import io.jukung.api.model.object.OwnerReference;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.controllers.garbage.GarbageView.Standing;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Ownership;
import io.jukung.controllers.loop.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** From an object, its owners and its dependents to what is deleted or released. */
final class GarbagePlanner {

    static final String FOREGROUND = "foregroundDeletion";
    static final String ORPHAN = "orphan";

    private GarbagePlanner() {}

    static Plan plan(GarbageView view) {
        var object = view.object();
        if (object.beingDeleted()) {
            if (object.finalizers().contains(ORPHAN)) {
                return Plan.of(orphan(view));
            }
            return object.finalizers().contains(FOREGROUND) ? Plan.of(foreground(view)) : Plan.nothing();
        }
        return Plan.of(collect(view));
    }

    /** Lets all dependents go, then the object. */
    private static List<Action> orphan(GarbageView view) {
        var actions = new ArrayList<Action>();
        for (var dependent : view.dependents()) {
            actions.add(Ownership.release(view.object().uid(), dependent.kind(), dependent.object()));
        }
        actions.add(withoutFinalizer(view, ORPHAN));
        return actions;
    }

    /** Deletes the dependents; the object goes when none of those that block it are left. */
    private static List<Action> foreground(GarbageView view) {
        var actions = new ArrayList<Action>();
        for (var dependent : view.dependents()) {
            if (!dependent.object().beingDeleted()) {
                actions.add(new Action.Delete(
                        dependent.kind(),
                        dependent.object(),
                        Optional.of(
                                dependent.owns() && dependent.blocks(view.object())
                                        ? Propagation.FOREGROUND
                                        : Propagation.BACKGROUND),
                        OptionalLong.empty()));
            }
        }
        if (view.dependents().stream().noneMatch(dependent -> dependent.blocks(view.object()))) {
            actions.add(withoutFinalizer(view, FOREGROUND));
        }
        return actions;
    }

    /** With no owner left the object goes; with some, it forgets the others. */
    private static List<Action> collect(GarbageView view) {
        var owners = view.owners();
        if (owners.isEmpty() || owners.stream().allMatch(owner -> owner.standing() == Standing.PRESENT)) {
            return List.of();
        }
        boolean kept = owners.stream().anyMatch(owner -> owner.standing() == Standing.PRESENT);
        if (kept) {
            var references = owners.stream()
                    .filter(owner -> owner.standing() == Standing.PRESENT)
                    .map(GarbageView.Owned::reference)
                    .map(OwnerReference::toTree)
                    .toList();
            return List.of(
                    Action.Patch.ofVersion(view.kind(), view.object(), "", Ownership.owners(ListValue.of(references))));
        }
        // An owner that waits for its dependents is to outlive theirs too.
        boolean awaited = owners.stream().anyMatch(owner -> owner.standing() == Standing.WAITING);
        var propagation = view.object().finalizers().contains(ORPHAN)
                ? Propagation.ORPHAN
                : view.object().finalizers().contains(FOREGROUND)
                                || (awaited && !view.dependents().isEmpty())
                        ? Propagation.FOREGROUND
                        : Propagation.BACKGROUND;
        return List.of(new Action.Delete(view.kind(), view.object(), Optional.of(propagation), OptionalLong.empty()));
    }

    private static Action withoutFinalizer(GarbageView view, String finalizer) {
        var left = view.object().finalizers().stream()
                .filter(name -> !name.equals(finalizer))
                .toList();
        return Action.Patch.ofVersion(
                view.kind(),
                view.object(),
                "",
                ObjectValue.of(
                        "metadata",
                        ObjectValue.of("finalizers", left.isEmpty() ? Scalar.Null.NULL : ListValue.ofTexts(left))));
    }
}
