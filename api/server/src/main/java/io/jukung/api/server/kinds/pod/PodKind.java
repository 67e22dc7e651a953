package io.jukung.api.server.kinds.pod;

import io.jukung.api.model.object.GroupVersionKind;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.registry.ResourceNames;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.SelectableField;
import io.jukung.api.server.registry.Subresource;
import java.util.List;
import java.util.Optional;

/** The kind {@code v1 Pod}. */
public final class PodKind {

    private PodKind() {}

    public static ResourceDefinition definition() {
        return new ResourceDefinition(
                "",
                "v1",
                new ResourceNames("pods", "pod", "Pod", List.of("po"), List.of("all")),
                Scope.NAMESPACED,
                new PodStrategy(PodStrategy.Part.SPEC),
                List.of(
                        connection("attach", "PodAttachOptions", "create", "get"),
                        new Subresource.Action("binding", new GroupVersionKind("", "v1", "Binding")),
                        new Subresource.Part(
                                "ephemeralcontainers", new PodStrategy(PodStrategy.Part.EPHEMERAL_CONTAINERS)),
                        new Subresource.Action("eviction", new GroupVersionKind("policy", "v1", "Eviction")),
                        connection("exec", "PodExecOptions", "create", "get"),
                        connection("log", "Pod", "get"),
                        connection("portforward", "PodPortForwardOptions", "create", "get"),
                        connection("proxy", "PodProxyOptions", "create", "delete", "get", "patch", "update"),
                        new Subresource.Part("resize", new PodStrategy(PodStrategy.Part.RESIZE)),
                        new Subresource.Part("status", new PodStrategy(PodStrategy.Part.STATUS))),
                PodColumns.columns(),
                List.of(
                        SelectableField.text("spec.nodeName"),
                        SelectableField.text("spec.restartPolicy"),
                        SelectableField.text("spec.schedulerName"),
                        SelectableField.text("spec.serviceAccountName"),
                        new SelectableField(
                                "spec.hostNetwork", pod -> Boolean.toString(pod.flag("spec", "hostNetwork"))),
                        SelectableField.text("status.phase"),
                        SelectableField.text("status.podIP"),
                        SelectableField.text("status.nominatedNodeName")),
                Optional.empty());
    }

    private static Subresource connection(String name, String kind, String... verbs) {
        return new Subresource.Connection(name, new GroupVersionKind("", "v1", kind), List.of(verbs));
    }
}
