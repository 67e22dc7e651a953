package io.jukung.api.client.fake;

import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;

/** Small objects for tests. */
public final class Objects {

    public static final GroupVersionResource CONFIG_MAPS = GroupVersionResource.core("configmaps");

    private Objects() {}

    /** A ConfigMap of namespace {@code default} with one entry, {@code value}. */
    public static KubeObject configMap(String name, String value) {
        return new KubeObject(ObjectValue.builder()
                .put("apiVersion", "v1")
                .put("kind", "ConfigMap")
                .put(
                        "metadata",
                        ObjectValue.builder()
                                .put("name", name)
                                .put("namespace", "default")
                                .build())
                .put("data", ObjectValue.of("value", io.jukung.api.model.tree.Value.of(value)))
                .build());
    }

    /** A merge patch that sets a ConfigMap's entry. */
    public static ObjectValue entry(String value) {
        return ObjectValue.of("data", ObjectValue.of("value", io.jukung.api.model.tree.Value.of(value)));
    }

    public static ObjectKey key(String name) {
        return new ObjectKey("default", name);
    }
}
