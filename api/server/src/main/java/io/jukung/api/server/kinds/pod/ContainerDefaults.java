package io.jukung.api.server.kinds.pod;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;

/** What a container is when it does not say. */
final class ContainerDefaults {

    private ContainerDefaults() {}

    static ObjectValue container(ObjectValue container) {
        var fields = container
                .mapEach(
                        "ports",
                        port -> port.text("protocol").isEmpty() ? port.with("protocol", Value.of("TCP")) : port)
                .mapEach("env", ContainerDefaults::variable)
                .mapObject("livenessProbe", ContainerDefaults::probe)
                .mapObject("readinessProbe", ContainerDefaults::probe)
                .mapObject("startupProbe", ContainerDefaults::probe)
                .mapObject(
                        "lifecycle",
                        lifecycle -> lifecycle
                                .mapObject("postStart", ContainerDefaults::handler)
                                .mapObject("preStop", ContainerDefaults::handler))
                .toBuilder();
        fields.putIfAbsent("resources", ObjectValue.empty());
        if (container.text("terminationMessagePath").isEmpty()) {
            fields.put("terminationMessagePath", "/dev/termination-log");
        }
        if (container.text("terminationMessagePolicy").isEmpty()) {
            fields.put("terminationMessagePolicy", "File");
        }
        if (container.text("imagePullPolicy").isEmpty()) {
            fields.put("imagePullPolicy", pullPolicy(container.text("image")));
        }
        return fields.build();
    }

    /** {@code latest}, said or meant, may change at any time; other tags and digests should not. */
    static String pullPolicy(String image) {
        if (image.indexOf('@') >= 0) {
            return "IfNotPresent";
        }
        int colon = image.lastIndexOf(':');
        boolean tagged = colon > image.lastIndexOf('/');
        return tagged && !image.substring(colon + 1).equals("latest") ? "IfNotPresent" : "Always";
    }

    private static ObjectValue variable(ObjectValue variable) {
        return variable.mapObject("valueFrom", ContainerDefaults::reference);
    }

    /** References to the pod's own fields and resources, in variables and volumes. */
    static ObjectValue reference(ObjectValue source) {
        return source.mapObject(
                        "fieldRef",
                        field -> field.text("apiVersion").isEmpty() ? field.with("apiVersion", Value.of("v1")) : field)
                .mapObject(
                        "resourceFieldRef",
                        resource -> resource.has("divisor") ? resource : resource.with("divisor", Value.of("0")));
    }

    private static ObjectValue probe(ObjectValue probe) {
        var fields = handler(probe).toBuilder();
        nonZeroOr(fields, probe, "timeoutSeconds", 1);
        nonZeroOr(fields, probe, "periodSeconds", 10);
        nonZeroOr(fields, probe, "successThreshold", 1);
        nonZeroOr(fields, probe, "failureThreshold", 3);
        return fields.build();
    }

    private static void nonZeroOr(ObjectValue.Builder fields, ObjectValue probe, String name, long value) {
        if (probe.whole(0, name) == 0) {
            fields.put(name, value);
        }
    }

    private static ObjectValue handler(ObjectValue handler) {
        return handler.mapObject("httpGet", get -> {
                    var fields = get.toBuilder();
                    if (get.text("path").isEmpty()) {
                        fields.put("path", "/");
                    }
                    if (get.text("scheme").isEmpty()) {
                        fields.put("scheme", "HTTP");
                    }
                    return fields.build();
                })
                .mapObject("grpc", grpc -> grpc.has("service") ? grpc : grpc.with("service", Value.of("")));
    }
}
