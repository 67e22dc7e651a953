package io.jukung.controllers.loop;

import io.jukung.api.model.object.GroupVersionResource;
import java.util.List;
import java.util.Optional;

/**
 * The kinds that controllers look at, all of those that can own something or live in a namespace.
 *
 * @param kind as objects carry it, for example {@code ReplicaSet}
 */
public record Kind(GroupVersionResource resource, String kind, boolean namespaced) {

    public static final Kind NAMESPACE = core("namespaces", "Namespace", false);
    public static final Kind NODE = core("nodes", "Node", false);
    public static final Kind POD = core("pods", "Pod", true);
    public static final Kind SERVICE = core("services", "Service", true);
    public static final Kind ENDPOINTS = core("endpoints", "Endpoints", true);
    public static final Kind CONFIG_MAP = core("configmaps", "ConfigMap", true);
    public static final Kind SECRET = core("secrets", "Secret", true);
    public static final Kind SERVICE_ACCOUNT = core("serviceaccounts", "ServiceAccount", true);
    public static final Kind EVENT = core("events", "Event", true);
    public static final Kind LEASE = grouped("coordination.k8s.io", "leases", "Lease");
    public static final Kind DEPLOYMENT = grouped("apps", "deployments", "Deployment");
    public static final Kind REPLICA_SET = grouped("apps", "replicasets", "ReplicaSet");
    public static final Kind ENDPOINT_SLICE = grouped("discovery.k8s.io", "endpointslices", "EndpointSlice");

    /** All of them. */
    public static final List<Kind> ALL = List.of(
            NAMESPACE,
            NODE,
            POD,
            SERVICE,
            ENDPOINTS,
            CONFIG_MAP,
            SECRET,
            SERVICE_ACCOUNT,
            EVENT,
            LEASE,
            DEPLOYMENT,
            REPLICA_SET,
            ENDPOINT_SLICE);

    private static Kind core(String resource, String kind, boolean namespaced) {
        return new Kind(GroupVersionResource.core(resource), kind, namespaced);
    }

    private static Kind grouped(String group, String resource, String kind) {
        return new Kind(new GroupVersionResource(group, "v1", resource), kind, true);
    }

    /** The kind that an owner reference names, whatever its version; empty for one that is not known. */
    public static Optional<Kind> named(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        var group = slash < 0 ? "" : apiVersion.substring(0, slash);
        return ALL.stream()
                .filter(known ->
                        known.kind.equals(kind) && known.resource.group().equals(group))
                .findFirst();
    }
}
