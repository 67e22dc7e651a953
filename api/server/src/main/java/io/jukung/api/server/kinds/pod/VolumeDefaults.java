package io.jukung.api.server.kinds.pod;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.util.Map;

/** What a volume is when it does not say. */
final class VolumeDefaults {

    private static final int MODE = 0644;
    private static final int TOKEN_SECONDS = 3600;

    /** Defaults that are one text of one source. */
    private static final Map<String, Map<String, Value>> TEXTS = Map.of(
            "iscsi", Map.of("iscsiInterface", Value.of("default")),
            "rbd",
                    Map.of(
                            "pool", Value.of("rbd"),
                            "user", Value.of("admin"),
                            "keyring", Value.of("/etc/ceph/keyring")),
            "azureDisk",
                    Map.of(
                            "cachingMode", Value.of("ReadWrite"),
                            "fsType", Value.of("ext4"),
                            "readOnly", Value.of(false),
                            "kind", Value.of("Shared")),
            "scaleIO", Map.of("storageMode", Value.of("ThinProvisioned"), "fsType", Value.of("xfs")),
            "hostPath", Map.of("type", Value.of("")));

    private VolumeDefaults() {}

    static ObjectValue volume(ObjectValue volume) {
        if (volume.without("name").isEmpty()) {
            return volume.with("emptyDir", ObjectValue.empty());
        }
        var defaulted = volume.mapObject("configMap", VolumeDefaults::withMode)
                .mapObject("secret", VolumeDefaults::withMode)
                .mapObject("downwardAPI", source -> withMode(source.mapEach("items", ContainerDefaults::reference)))
                .mapObject("projected", source -> withMode(source.mapEach("sources", VolumeDefaults::projection)))
                .mapObject(
                        "image",
                        image -> image.text("pullPolicy").isEmpty()
                                ? image.with(
                                        "pullPolicy", Value.of(ContainerDefaults.pullPolicy(image.text("reference"))))
                                : image)
                .mapObject("ephemeral", VolumeDefaults::claim);
        for (var texts : TEXTS.entrySet()) {
            defaulted = defaulted.mapObject(texts.getKey(), source -> {
                var fields = source.toBuilder();
                texts.getValue().forEach(fields::putIfAbsent);
                return fields.build();
            });
        }
        return defaulted;
    }

    private static ObjectValue withMode(ObjectValue source) {
        return source.has("defaultMode") ? source : source.with("defaultMode", Value.of(MODE));
    }

    private static ObjectValue projection(ObjectValue source) {
        return source.mapObject("downwardAPI", api -> api.mapEach("items", ContainerDefaults::reference))
                .mapObject(
                        "serviceAccountToken",
                        token -> token.has("expirationSeconds")
                                ? token
                                : token.with("expirationSeconds", Value.of(TOKEN_SECONDS)));
    }

    private static ObjectValue claim(ObjectValue ephemeral) {
        return ephemeral.mapObject(
                "volumeClaimTemplate",
                template -> template.mapObject(
                        "spec",
                        spec -> spec.has("volumeMode") ? spec : spec.with("volumeMode", Value.of("Filesystem"))));
    }
}
