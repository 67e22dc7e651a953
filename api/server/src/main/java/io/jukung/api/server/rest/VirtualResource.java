package io.jukung.api.server.rest;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import java.util.List;

/** A resource that is only created and answered, never stored: a review. */
record VirtualResource(String group, String version, String plural, String singular, String kind, boolean namespaced) {

    GroupVersionKind groupVersionKind() {
        return new GroupVersionKind(group, version, kind);
    }

    ObjectValue legacy() {
        return ObjectValue.builder()
                .put("name", plural)
                .put("singularName", singular)
                .put("namespaced", namespaced)
                .put("kind", kind)
                .put("verbs", ListValue.ofTexts(List.of("create")))
                .build();
    }

    ObjectValue aggregated() {
        return ObjectValue.builder()
                .put("resource", plural)
                .put(
                        "responseKind",
                        ObjectValue.builder()
                                .put("group", "")
                                .put("version", "")
                                .put("kind", kind)
                                .build())
                .put("scope", namespaced ? "Namespaced" : "Cluster")
                .put("singularResource", singular)
                .put("verbs", ListValue.ofTexts(List.of("create")))
                .build();
    }
}
