package io.jukung.node.container;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.node.pod.ContainerSpec;
import io.jukung.node.pod.DesiredPod;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A container's environment, in the kubelet's order: {@code envFrom}, {@code env}, then services. */
public final class Environment {

    private final DesiredPod pod;
    private final ConfigSource source;
    private final FieldReference.Facts facts;

    private Environment(DesiredPod pod, ConfigSource source, FieldReference.Facts facts) {
        this.pod = pod;
        this.source = source;
        this.facts = facts;
    }

    /**
     * Resolves all variables.
     *
     * @throws ContainerConfigException for a missing ConfigMap, Secret or key that is not optional
     */
    public static Map<String, String> of(
            DesiredPod pod,
            ContainerSpec container,
            ConfigSource source,
            FieldReference.Facts facts,
            List<KubeObject> services) {
        return new Environment(pod, source, facts).resolve(container, services);
    }

    /** Expands references in a command or argument. */
    public static List<String> expand(List<String> words, Map<String, String> environment) {
        return words.stream().map(word -> Expansion.expand(word, environment)).toList();
    }

    private Map<String, String> resolve(ContainerSpec container, List<KubeObject> services) {
        boolean links = !(pod.spec().get("enableServiceLinks") instanceof io.jukung.api.model.tree.Scalar.Flag flag)
                || flag.value();
        var ofServices = ServiceEnvironment.of(pod.namespace(), services, links);
        var result = new LinkedHashMap<String, String>();
        for (var from : container.tree().list("envFrom").objects()) {
            addAll(from, result);
        }
        for (var variable : container.tree().list("env").objects()) {
            var known = new LinkedHashMap<>(ofServices);
            known.putAll(result);
            value(variable, container, known).ifPresent(value -> result.put(variable.text("name"), value));
        }
        ofServices.forEach(result::putIfAbsent);
        return result;
    }

    private void addAll(ObjectValue from, Map<String, String> result) {
        var prefix = from.text("prefix");
        if (from.has("configMapRef")) {
            var reference = from.object("configMapRef");
            configMap(reference)
                    .ifPresent(
                            map -> map.tree().texts("data").forEach((key, value) -> result.put(prefix + key, value)));
        }
        if (from.has("secretRef")) {
            var reference = from.object("secretRef");
            secret(reference)
                    .ifPresent(secret -> secret.tree()
                            .texts("data")
                            .forEach((key, value) -> result.put(prefix + key, decoded(value))));
        }
    }

    private Optional<String> value(ObjectValue variable, ContainerSpec container, Map<String, String> known) {
        var from = variable.object("valueFrom");
        if (from.isEmpty()) {
            return Optional.of(Expansion.expand(variable.text("value"), known));
        }
        if (from.has("fieldRef")) {
            return Optional.of(FieldReference.field(from.text("fieldRef", "fieldPath"), pod, facts));
        }
        if (from.has("resourceFieldRef")) {
            return Optional.of(FieldReference.resource(from.object("resourceFieldRef"), container, pod, facts));
        }
        if (from.has("configMapKeyRef")) {
            var reference = from.object("configMapKeyRef");
            return configMap(reference).flatMap(map -> key(map, reference, "ConfigMap"));
        }
        if (from.has("secretKeyRef")) {
            var reference = from.object("secretKeyRef");
            return secret(reference)
                    .flatMap(secret -> key(secret, reference, "Secret"))
                    .map(Environment::decoded);
        }
        return Optional.empty();
    }

    private Optional<KubeObject> configMap(ObjectValue reference) {
        var found = source.configMap(pod.namespace(), reference.text("name"));
        if (found.isEmpty() && !reference.flag("optional")) {
            throw new ContainerConfigException("configmap \"" + reference.text("name") + "\" not found");
        }
        return found;
    }

    private Optional<KubeObject> secret(ObjectValue reference) {
        var found = source.secret(pod.namespace(), reference.text("name"));
        if (found.isEmpty() && !reference.flag("optional")) {
            throw new ContainerConfigException("secret \"" + reference.text("name") + "\" not found");
        }
        return found;
    }

    private static Optional<String> key(KubeObject object, ObjectValue reference, String kind) {
        var key = reference.text("key");
        var value = object.tree().texts("data").get(key);
        if (value == null && !reference.flag("optional")) {
            throw new ContainerConfigException("couldn't find key " + key + " in " + kind + " " + object.key());
        }
        return Optional.ofNullable(value);
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
