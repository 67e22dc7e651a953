package io.jukung.api.server.kinds.pod;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;

/** What a pod, or the pod of a template, is when it does not say. */
public final class PodDefaults {

    private static final int GRACE_SECONDS = 30;

    private PodDefaults() {}

    static ObjectValue pod(ObjectValue pod) {
        var spec = podSpec(pod.object("spec")).toBuilder();
        spec.putIfAbsent("enableServiceLinks", Value.of(true));
        var named = pod.with("spec", withRequests(withHostPorts(spec.build())));
        return withAddresses(named);
    }

    /** The defaults that pods and templates share. */
    public static ObjectValue podSpec(ObjectValue spec) {
        var fields = spec
                .mapEach("volumes", VolumeDefaults::volume)
                .mapEach("initContainers", ContainerDefaults::container)
                .mapEach("containers", ContainerDefaults::container)
                .mapEach("ephemeralContainers", ContainerDefaults::container)
                .toBuilder();
        emptyOr(fields, spec, "restartPolicy", "Always");
        fields.putIfAbsent("terminationGracePeriodSeconds", Value.of(GRACE_SECONDS));
        emptyOr(fields, spec, "dnsPolicy", "ClusterFirst");
        fields.putIfAbsent("securityContext", ObjectValue.empty());
        emptyOr(fields, spec, "schedulerName", "default-scheduler");
        // The two names of one thing: the older follows the newer.
        var account = spec.text("serviceAccountName").isEmpty()
                ? spec.text("serviceAccount")
                : spec.text("serviceAccountName");
        if (!account.isEmpty()) {
            fields.put("serviceAccountName", account).put("serviceAccount", account);
        }
        return fields.build();
    }

    private static void emptyOr(ObjectValue.Builder fields, ObjectValue spec, String name, String value) {
        if (spec.text(name).isEmpty()) {
            fields.put(name, value);
        }
    }

    /** On the host's network a port of the container is one of the host. */
    private static ObjectValue withHostPorts(ObjectValue spec) {
        if (!spec.flag("hostNetwork")) {
            return spec;
        }
        return spec.mapEach("containers", PodDefaults::withHostPort)
                .mapEach("initContainers", PodDefaults::withHostPort);
    }

    private static ObjectValue withHostPort(ObjectValue container) {
        return container.mapEach(
                "ports",
                port -> port.whole(0, "hostPort") == 0 && port.has("containerPort")
                        ? port.with("hostPort", Value.of(port.whole(0, "containerPort")))
                        : port);
    }

    /** What is limited and not requested is requested up to the limit. */
    private static ObjectValue withRequests(ObjectValue spec) {
        return spec.mapEach("containers", PodDefaults::withRequest).mapEach("initContainers", PodDefaults::withRequest);
    }

    private static ObjectValue withRequest(ObjectValue container) {
        var limits = container.object("resources", "limits");
        if (limits.isEmpty()) {
            return container;
        }
        var requests = container.object("resources", "requests").toBuilder();
        limits.fields().forEach(requests::putIfAbsent);
        return container.withAt(requests.build(), "resources", "requests");
    }

    /** {@code podIP} is the first of {@code podIPs}. */
    private static ObjectValue withAddresses(ObjectValue pod) {
        var one = pod.text("status", "podIP");
        var all = pod.list("status", "podIPs").objects();
        if (!one.isEmpty() && (all.isEmpty() || !all.getFirst().text("ip").equals(one))) {
            return pod.withAt(ListValue.of(ObjectValue.of("ip", Value.of(one))), "status", "podIPs");
        }
        return one.isEmpty() && !all.isEmpty()
                ? pod.withAt(Value.of(all.getFirst().text("ip")), "status", "podIP")
                : pod;
    }
}
