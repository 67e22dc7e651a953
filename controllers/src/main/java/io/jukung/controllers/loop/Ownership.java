package io.jukung.controllers.loop;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.OwnerReference;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import java.util.ArrayList;

/** Owner references as controllers write them. */
public final class Ownership {

    private Ownership() {}

    /** The reference to {@code owner} as the managing one, which its foreground deletion waits for. */
    public static OwnerReference controlledBy(Kind kind, KubeObject owner) {
        return new OwnerReference(kind.resource().apiVersion(), kind.kind(), owner.name(), owner.uid(), true, true);
    }

    public static boolean controls(KubeObject owner, KubeObject object) {
        return object.controller()
                .filter(reference -> reference.uid().equals(owner.uid()))
                .isPresent();
    }

    /** Makes {@code object}, seen without a controller, {@code owner}'s. */
    public static Action.Patch adopt(Kind ownerKind, KubeObject owner, Kind kind, KubeObject object) {
        var references = new ArrayList<ObjectValue>();
        object.ownerReferences().stream()
                .filter(reference -> !reference.uid().equals(owner.uid()))
                .map(OwnerReference::toTree)
                .forEach(references::add);
        references.add(controlledBy(ownerKind, owner).toTree());
        return Action.Patch.ofVersion(kind, object, "", owners(ListValue.of(references)));
    }

    /** Takes the references to one owner off {@code object}. */
    public static Action.Patch release(String ownerUid, Kind kind, KubeObject object) {
        var kept = object.ownerReferences().stream()
                .filter(reference -> !reference.uid().equals(ownerUid))
                .map(OwnerReference::toTree)
                .toList();
        return Action.Patch.ofVersion(kind, object, "", owners(ListValue.of(kept)));
    }

    /** A patch that replaces all owner references. */
    public static ObjectValue owners(ListValue references) {
        return ObjectValue.of(
                "metadata",
                ObjectValue.of(
                        "ownerReferences",
                        references.isEmpty() ? io.jukung.api.model.tree.Scalar.Null.NULL : references));
    }
}
