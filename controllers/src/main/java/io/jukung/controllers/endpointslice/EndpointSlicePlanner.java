package io.jukung.controllers.endpointslice;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Ownership;
import io.jukung.controllers.loop.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** From a Service and its pods to its slices. */
final class EndpointSlicePlanner {

    static final int MAX_ENDPOINTS = 100;
    static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    static final String MANAGER = "endpointslice-controller.k8s.io";
    static final String SERVICE_NAME = "kubernetes.io/service-name";
    static final String TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";
    static final String HEADLESS = "service.kubernetes.io/headless";

    private final ServiceView view;
    private final KubeObject service;
    private final List<Action> actions = new ArrayList<>();

    private EndpointSlicePlanner(ServiceView view, KubeObject service) {
        this.view = view;
        this.service = service;
    }

    static Plan plan(ServiceView view) {
        var service = view.service().filter(present -> !present.beingDeleted());
        if (service.isEmpty()) {
            var actions = new ArrayList<Action>();
            view.slices().stream()
                    .filter(slice -> !slice.beingDeleted())
                    .forEach(slice -> actions.add(Action.Delete.of(Kind.ENDPOINT_SLICE, slice)));
            view.endpoints()
                    .filter(EndpointsPlanner::managed)
                    .ifPresent(endpoints -> actions.add(Action.Delete.of(Kind.ENDPOINTS, endpoints)));
            return Plan.of(actions);
        }
        if (service.get().spec().object("selector").isEmpty()
                || service.get().spec().text("type").equals("ExternalName")) {
            return Plan.nothing();
        }
        return new EndpointSlicePlanner(view, service.get()).plan();
    }

    private Plan plan() {
        for (var addressType : addressTypes()) {
            plan(addressType);
        }
        view.slices().stream()
                .filter(slice -> !slice.beingDeleted()
                        && !addressTypes().contains(slice.tree().text("addressType")))
                .forEach(slice -> actions.add(Action.Delete.of(Kind.ENDPOINT_SLICE, slice)));
        EndpointsPlanner.plan(view, service).ifPresent(actions::add);
        return Plan.of(actions);
    }

    private List<String> addressTypes() {
        var families = service.spec().list("ipFamilies").texts();
        return families.isEmpty() ? List.of("IPv4") : families;
    }

    private void plan(String addressType) {
        var wanted = new LinkedHashMap<ListValue, Map<String, ObjectValue>>();
        for (var pod : view.pods()) {
            Endpoint.of(service, pod, addressType)
                    .ifPresent(endpoint -> wanted.computeIfAbsent(ports(endpoint), _ -> new TreeMap<>())
                            .put(endpoint.pod().uid(), endpoint.toSliceTree()));
        }
        var slices = view.slices().stream()
                .filter(slice -> !slice.beingDeleted()
                        && slice.tree().text("addressType").equals(addressType))
                .toList();
        var idle = new ArrayList<KubeObject>();
        var byPorts = slices.stream()
                .collect(Collectors.groupingBy(
                        slice -> slice.tree().list("ports"), LinkedHashMap::new, Collectors.toList()));
        byPorts.forEach((ports, group) -> {
            if (!wanted.containsKey(ports)) {
                idle.addAll(group);
            }
        });
        wanted.forEach((ports, endpoints) ->
                fill(addressType, ports, endpoints, byPorts.getOrDefault(ports, List.of()), idle));
        if (wanted.isEmpty()) {
            // One empty slice stays, to say that there is nothing behind the Service.
            if (idle.isEmpty()) {
                create(addressType, ListValue.empty(), ListValue.empty());
            } else {
                write(idle.removeFirst(), ListValue.empty(), ListValue.empty());
            }
        }
        idle.forEach(slice -> actions.add(Action.Delete.of(Kind.ENDPOINT_SLICE, slice)));
    }

    /** Keeps endpoints where they are, changes those that changed, and puts new ones where there is room. */
    private void fill(
            String addressType,
            ListValue ports,
            Map<String, ObjectValue> endpoints,
            List<KubeObject> slices,
            List<KubeObject> idle) {
        var left = new TreeMap<>(endpoints);
        var kept = new LinkedHashMap<KubeObject, List<ObjectValue>>();
        for (var slice : slices) {
            var present = new ArrayList<ObjectValue>();
            for (var endpoint : slice.tree().list("endpoints").objects()) {
                var current = left.remove(endpoint.text("targetRef", "uid"));
                if (current != null && present.size() < MAX_ENDPOINTS) {
                    present.add(current);
                } else if (current != null) {
                    left.put(endpoint.text("targetRef", "uid"), current);
                }
            }
            kept.put(slice, present);
        }
        var fresh = new ArrayList<>(left.values());
        // The fullest slices with room first: fewer slices are touched and none stays half empty for long.
        var byFill = new ArrayList<>(kept.values());
        byFill.sort((one, other) -> Integer.compare(other.size(), one.size()));
        for (var present : byFill) {
            int room = Math.min(MAX_ENDPOINTS - present.size(), fresh.size());
            present.addAll(fresh.subList(0, room));
            fresh.subList(0, room).clear();
        }
        kept.forEach((slice, present) -> {
            if (present.isEmpty()) {
                idle.add(slice);
            } else {
                write(slice, ports, ListValue.of(present));
            }
        });
        while (!fresh.isEmpty()) {
            var part = fresh.subList(0, Math.min(MAX_ENDPOINTS, fresh.size()));
            var content = ListValue.of(List.copyOf(part));
            part.clear();
            if (idle.isEmpty()) {
                create(addressType, ports, content);
            } else {
                write(idle.removeFirst(), ports, content);
            }
        }
    }

    private static ListValue ports(Endpoint endpoint) {
        return ListValue.of(endpoint.ports().stream().map(Endpoint.Port::toTree).toList());
    }

    private Map<String, String> labels() {
        var labels = new TreeMap<>(service.labels());
        labels.remove(HEADLESS);
        labels.put(SERVICE_NAME, service.name());
        labels.put(MANAGED_BY, MANAGER);
        if (service.spec().text("clusterIP").equals("None")) {
            labels.put(HEADLESS, "");
        }
        return labels;
    }

    private void create(String addressType, ListValue ports, ListValue endpoints) {
        var metadata = ObjectValue.builder()
                .put("generateName", service.name() + "-")
                .put("namespace", service.namespace())
                .put("labels", ObjectValue.ofTexts(labels()))
                .putIfPresent("annotations", annotations(view).orElse(null))
                .put(
                        "ownerReferences",
                        ListValue.of(
                                Ownership.controlledBy(Kind.SERVICE, service).toTree()))
                .build();
        actions.add(new Action.Create(
                Kind.ENDPOINT_SLICE,
                new KubeObject(ObjectValue.builder()
                        .put("apiVersion", "discovery.k8s.io/v1")
                        .put("kind", "EndpointSlice")
                        .put("metadata", metadata)
                        .put("addressType", addressType)
                        .put("endpoints", endpoints)
                        .put("ports", ports)
                        .build())));
    }

    private void write(KubeObject slice, ListValue ports, ListValue endpoints) {
        var patch = ObjectValue.builder();
        if (!slice.tree().list("ports").equals(ports)) {
            patch.put("ports", ports);
        }
        if (!slice.tree().list("endpoints").equals(endpoints)) {
            patch.put("endpoints", endpoints);
        }
        var labels = labels();
        var metadata = ObjectValue.builder().put("annotations", annotated(view));
        if (!slice.labels().equals(labels)) {
            metadata.put("labels", relabelled(slice.labels(), labels));
        } else if (patch.build().isEmpty()) {
            return;
        }
        actions.add(Action.Patch.ofVersion(
                Kind.ENDPOINT_SLICE,
                slice,
                "",
                patch.put("metadata", metadata.build()).build()));
    }

    /** The annotations of a new object. */
    static Optional<ObjectValue> annotations(ServiceView view) {
        return view.trigger().map(time -> ObjectValue.of(TRIGGER_TIME, Value.of(time.toString())));
    }

    /** A merge patch of the annotations of one that changes: an old time would tell of another change. */
    static ObjectValue annotated(ServiceView view) {
        return annotations(view).orElse(ObjectValue.of(TRIGGER_TIME, Scalar.Null.NULL));
    }

    /** A merge patch from some labels to others. */
    static ObjectValue relabelled(Map<String, String> from, Map<String, String> to) {
        var patch = ObjectValue.builder();
        from.keySet().stream().filter(name -> !to.containsKey(name)).forEach(name -> patch.put(name, Scalar.Null.NULL));
        to.forEach(patch::put);
        return patch.build();
    }
}
