package io.jukung.node.volume;

import com.google.protobuf.ByteString;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.node.container.ConfigSource;
import io.jukung.node.container.FieldReference;
import io.jukung.node.pod.DesiredPod;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * The files of a volume that is made of API objects, by relative path.
 *
 * @param files in path order
 */
public record Payload(Map<String, File> files) {

    private static final int DEFAULT_MODE = 0644;
    /** Default life of a service-account token. */
    private static final long TOKEN_SECONDS = 3_600;

    /** One file's bytes and permission bits. */
    public record File(ByteString bytes, int mode) {}

    /** Kinds of volume whose content the node writes. */
    public static boolean describes(ObjectValue volume) {
        return volume.has("configMap") || volume.has("secret") || volume.has("downwardAPI") || volume.has("projected");
    }

    /**
     * The content of a volume.
     *
     * @param tokens gives a token for an audience and a lifetime
     * @throws VolumeException for what is missing and not optional
     */
    public static Payload of(
            ObjectValue volume,
            DesiredPod pod,
            ConfigSource source,
            FieldReference.Facts facts,
            BiFunction<String, Duration, String> tokens) {
        var collector = new Collector(volume.text("name"), pod, source, facts, tokens);
        if (volume.has("projected")) {
            var projected = volume.object("projected");
            int mode = mode(projected, DEFAULT_MODE);
            for (var part : projected.list("sources").objects()) {
                collector.addSource(part, mode);
            }
        } else {
            collector.addSource(volume, DEFAULT_MODE);
        }
        return new Payload(collector.files);
    }

    private static int mode(ObjectValue tree, int absent) {
        return (int) tree.whole(absent, "defaultMode");
    }

    /** Gathers the sources of one volume. */
    private record Collector(
            String volume,
            DesiredPod pod,
            ConfigSource source,
            FieldReference.Facts facts,
            BiFunction<String, Duration, String> tokens,
            TreeMap<String, File> files) {

        Collector(
                String volume,
                DesiredPod pod,
                ConfigSource source,
                FieldReference.Facts facts,
                BiFunction<String, Duration, String> tokens) {
            this(volume, pod, source, facts, tokens, new TreeMap<>());
        }

        void addSource(ObjectValue part, int mode) {
            if (part.has("configMap")) {
                addConfigMap(part.object("configMap"), mode);
            }
            if (part.has("secret")) {
                addSecret(part.object("secret"), mode);
            }
            if (part.has("downwardAPI")) {
                addDownward(part.object("downwardAPI"), mode);
            }
            if (part.has("serviceAccountToken")) {
                addToken(part.object("serviceAccountToken"), mode);
            }
        }

        private void addConfigMap(ObjectValue reference, int mode) {
            var name = reference.text("name");
            var found = source.configMap(pod.namespace(), name);
            if (found.isEmpty()) {
                requireOptional(reference, "configmap \"" + name + "\" not found");
                return;
            }
            var data = new TreeMap<String, ByteString>();
            found.get().tree().texts("data").forEach((key, value) -> data.put(key, ByteString.copyFromUtf8(value)));
            addDecoded(found.get(), "binaryData", data);
            addItems(reference, data, mode(reference, mode), "configmap");
        }

        private void addSecret(ObjectValue reference, int mode) {
            // A secret volume says secretName, a projected one name.
            var name = reference.has("secretName") ? reference.text("secretName") : reference.text("name");
            var found = source.secret(pod.namespace(), name);
            if (found.isEmpty()) {
                requireOptional(reference, "secret \"" + name + "\" not found");
                return;
            }
            var data = new TreeMap<String, ByteString>();
            addDecoded(found.get(), "data", data);
            addItems(reference, data, mode(reference, mode), "secret");
        }

        private static void addDecoded(KubeObject object, String field, Map<String, ByteString> data) {
            object.tree()
                    .texts(field)
                    .forEach((key, value) -> data.put(
                            key, ByteString.copyFrom(Base64.getDecoder().decode(value))));
        }

        private void addItems(ObjectValue reference, Map<String, ByteString> data, int mode, String kind) {
            if (!(reference.get("items") instanceof ListValue items) || items.isEmpty()) {
                data.forEach((key, bytes) -> files.put(key, new File(bytes, mode)));
                return;
            }
            for (var item : items.objects()) {
                var bytes = data.get(item.text("key"));
                if (bytes == null) {
                    requireOptional(reference, kind + " references non-existent config key: " + item.text("key"));
                } else {
                    files.put(item.text("path"), new File(bytes, (int) item.whole(mode, "mode")));
                }
            }
        }

        private void addDownward(ObjectValue reference, int mode) {
            int itemMode = mode(reference, mode);
            for (var item : reference.list("items").objects()) {
                var text = item.has("fieldRef")
                        ? FieldReference.field(item.text("fieldRef", "fieldPath"), pod, facts)
                        : FieldReference.resource(item.object("resourceFieldRef"), pod, facts);
                files.put(
                        item.text("path"), new File(ByteString.copyFromUtf8(text), (int) item.whole(itemMode, "mode")));
            }
        }

        private void addToken(ObjectValue reference, int mode) {
            var lifetime = Duration.ofSeconds(reference.whole(TOKEN_SECONDS, "expirationSeconds"));
            var token = tokens.apply(reference.text("audience"), lifetime);
            // With an owner of its own the token needs no reader but that one.
            boolean owned = fsGroup(pod).isPresent() || commonUser(pod).isPresent();
            files.put(reference.text("path"), new File(ByteString.copyFromUtf8(token), owned ? 0600 : mode));
        }

        private void requireOptional(ObjectValue reference, String missing) {
            if (!reference.flag("optional")) {
                throw new VolumeException(volume, missing);
            }
        }
    }

    /** The group that owns the pod's volumes. */
    static Optional<Long> fsGroup(DesiredPod pod) {
        long group = pod.spec().whole(-1, "securityContext", "fsGroup");
        return group < 0 ? Optional.empty() : Optional.of(group);
    }

    /** The user that all containers run as, where it is one. */
    static Optional<Long> commonUser(DesiredPod pod) {
        long ofPod = pod.spec().whole(-1, "securityContext", "runAsUser");
        var users = pod.allContainers().stream()
                .map(container -> container.tree().whole(ofPod, "securityContext", "runAsUser"))
                .distinct()
                .toList();
        return users.size() == 1 && users.getFirst() >= 0 ? Optional.of(users.getFirst()) : Optional.empty();
    }
}
