package io.jukung.controllers.endpointslice;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The older form of the same news: one Endpoints object a Service, for clients that know no slices. */
final class EndpointsPlanner {

    private static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
    private static final String MANAGER = "endpoint-controller";
    private static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";
    private static final int MAX_ADDRESSES = 1_000;

    private EndpointsPlanner() {}

    static boolean managed(KubeObject endpoints) {
        return MANAGER.equals(endpoints.labels().get(MANAGED_BY));
    }

    /** What to do to the Service's Endpoints; empty when they are right. */
    static Optional<Action> plan(ServiceView view, KubeObject service) {
        var family =
                service.spec().list("ipFamilies").texts().stream().findFirst().orElse("IPv4");
        var endpoints = view.pods().stream()
                .map(pod -> Endpoint.of(service, pod, family))
                .flatMap(Optional::stream)
                .filter(Endpoint::inEndpoints)
                .sorted(Comparator.comparing(Endpoint::address))
                .toList();
        boolean truncated = endpoints.size() > MAX_ADDRESSES;
        var subsets = subsets(endpoints.stream()
                .sorted(Comparator.comparing((Endpoint endpoint) -> !endpoint.ready()))
                .limit(MAX_ADDRESSES)
                .toList());
        var labels = labels(service);
        if (view.endpoints().isEmpty()) {
            return Optional.of(new Action.Create(Kind.ENDPOINTS, object(view, service, labels, subsets, truncated)));
        }
        var present = view.endpoints().get();
        boolean noted = present.annotations().containsKey(OVER_CAPACITY);
        if (present.tree().list("subsets").equals(subsets) && present.labels().equals(labels) && noted == truncated) {
            return Optional.empty();
        }
        var annotations = EndpointSlicePlanner.annotated(view);
        if (noted != truncated) {
            annotations = annotations.with(OVER_CAPACITY, truncated ? Value.of("truncated") : Scalar.Null.NULL);
        }
        var metadata = ObjectValue.builder()
                .put("labels", EndpointSlicePlanner.relabelled(present.labels(), labels))
                .put("annotations", annotations);
        return Optional.of(Action.Patch.ofVersion(
                Kind.ENDPOINTS,
                present,
                "",
                ObjectValue.builder()
                        .put("metadata", metadata.build())
                        .put("subsets", subsets.isEmpty() ? Scalar.Null.NULL : subsets)
                        .build()));
    }

    private static Map<String, String> labels(KubeObject service) {
        var labels = new TreeMap<>(service.labels());
        labels.remove(EndpointSlicePlanner.HEADLESS);
        labels.put(MANAGED_BY, MANAGER);
        if (service.spec().text("clusterIP").equals("None")) {
            labels.put(EndpointSlicePlanner.HEADLESS, "");
        }
        return labels;
    }

    private static KubeObject object(
            ServiceView view, KubeObject service, Map<String, String> labels, ListValue subsets, boolean truncated) {
        var annotations = EndpointSlicePlanner.annotations(view).orElse(ObjectValue.empty());
        if (truncated) {
            annotations = annotations.with(OVER_CAPACITY, Value.of("truncated"));
        }
        var metadata = ObjectValue.builder()
                .put("name", service.name())
                .put("namespace", service.namespace())
                .put("labels", ObjectValue.ofTexts(labels));
        if (!annotations.isEmpty()) {
            metadata.put("annotations", annotations);
        }
        var tree = ObjectValue.builder()
                .put("apiVersion", "v1")
                .put("kind", "Endpoints")
                .put("metadata", metadata.build());
        if (!subsets.isEmpty()) {
            tree.put("subsets", subsets);
        }
        return new KubeObject(tree.build());
    }

    /** One subset a port set, ready addresses apart from others, all in address order. */
    private static ListValue subsets(List<Endpoint> endpoints) {
        var byPorts = new LinkedHashMap<List<Endpoint.Port>, List<Endpoint>>();
        endpoints.stream()
                .sorted(Comparator.comparing(Endpoint::address))
                .forEach(endpoint -> byPorts.computeIfAbsent(endpoint.ports(), _ -> new ArrayList<>())
                        .add(endpoint));
        var subsets = new ArrayList<ObjectValue>();
        byPorts.forEach((ports, group) -> {
            var subset = ObjectValue.builder();
            putAddresses(
                    subset, "addresses", group.stream().filter(Endpoint::ready).toList());
            putAddresses(
                    subset,
                    "notReadyAddresses",
                    group.stream().filter(endpoint -> !endpoint.ready()).toList());
            if (!ports.isEmpty()) {
                subset.put(
                        "ports",
                        ListValue.of(ports.stream().map(EndpointsPlanner::port).toList()));
            }
            subsets.add(subset.build());
        });
        return ListValue.of(subsets);
    }

    private static ObjectValue port(Endpoint.Port port) {
        return ObjectValue.builder()
                .putIfPresent("name", port.name())
                .put("port", port.port())
                .put("protocol", port.protocol())
                .putIfPresent("appProtocol", port.appProtocol())
                .build();
    }

    private static void putAddresses(ObjectValue.Builder subset, String field, List<Endpoint> endpoints) {
        if (!endpoints.isEmpty()) {
            subset.put(
                    field,
                    ListValue.of(endpoints.stream().map(Endpoint::toAddressTree).toList()));
        }
    }
}
