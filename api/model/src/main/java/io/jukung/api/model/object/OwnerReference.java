package io.jukung.api.model.object;

import io.jukung.api.model.tree.ObjectValue;

/** One entry of {@code metadata.ownerReferences}. */
public record OwnerReference(
        String apiVersion, String kind, String name, String uid, boolean controller, boolean blockOwnerDeletion) {

    public static OwnerReference of(ObjectValue tree) {
        return new OwnerReference(
                tree.text("apiVersion"),
                tree.text("kind"),
                tree.text("name"),
                tree.text("uid"),
                tree.flag("controller"),
                tree.flag("blockOwnerDeletion"));
    }

    public ObjectValue toTree() {
        return ObjectValue.builder()
                .put("apiVersion", apiVersion)
                .put("kind", kind)
                .put("name", name)
                .put("uid", uid)
                .put("controller", controller)
                .put("blockOwnerDeletion", blockOwnerDeletion)
                .build();
    }
}
