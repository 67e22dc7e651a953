package io.jukung.controllers.endpointslice;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.controllers.loop.Pods;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One pod behind a Service, at one of its addresses.
 *
 * @param ports the Service's ports as this pod serves them
 */
record Endpoint(KubeObject service, KubeObject pod, String address, List<Port> ports) {

    /** One port; the name is the Service port's. */
    record Port(String name, String protocol, long port, String appProtocol) implements Comparable<Port> {

        @Override
        public int compareTo(Port that) {
            return toString().compareTo(that.toString());
        }

        ObjectValue toTree() {
            return ObjectValue.builder()
                    .put("name", name)
                    .put("protocol", protocol)
                    .put("port", port)
                    .putIfPresent("appProtocol", appProtocol)
                    .build();
        }
    }

    /** The pod as an endpoint; empty when it has no address of the family or has ended. */
    static Optional<Endpoint> of(KubeObject service, KubeObject pod, String addressType) {
        if (Pods.finished(pod)) {
            return Optional.empty();
        }
        return address(pod, addressType).map(address -> new Endpoint(service, pod, address, ports(service, pod)));
    }

    /** Whether a pod that changed is to Services what it was. */
    static boolean same(KubeObject before, KubeObject now) {
        return before.uid().equals(now.uid())
                && before.labels().equals(now.labels())
                && before.beingDeleted() == now.beingDeleted()
                && Pods.finished(before) == Pods.finished(now)
                && Pods.ready(before) == Pods.ready(now)
                && before.status().text("podIP").equals(now.status().text("podIP"))
                && before.status().list("podIPs").equals(now.status().list("podIPs"))
                && before.spec().equals(now.spec());
    }

    private static Optional<String> address(KubeObject pod, String addressType) {
        var addresses = new ArrayList<String>();
        pod.status().list("podIPs").objects().forEach(ip -> addresses.add(ip.text("ip")));
        addresses.add(pod.status().text("podIP"));
        return addresses.stream()
                .filter(address -> !address.isEmpty())
                .filter(address -> address.contains(":") == addressType.equals("IPv6"))
                .findFirst();
    }

    private static List<Port> ports(KubeObject service, KubeObject pod) {
        var ports = new ArrayList<Port>();
        for (var port : service.spec().list("ports").objects()) {
            var protocol = port.text("protocol").isEmpty() ? "TCP" : port.text("protocol");
            targetPort(port, protocol, pod)
                    .ifPresent(number ->
                            ports.add(new Port(port.text("name"), protocol, number, port.text("appProtocol"))));
        }
        return ports.stream().sorted().toList();
    }

    /** A named target is looked up in the pod; a pod without it does not serve the port. */
    private static Optional<Long> targetPort(ObjectValue port, String protocol, KubeObject pod) {
        return switch (port.get("targetPort")) {
            case Scalar.Whole(var number) when number > 0 -> Optional.of(number);
            case Scalar.Text(var name)
            when !name.isEmpty() -> {
                var containers = new ArrayList<>(pod.spec().list("containers").objects());
                pod.spec().list("initContainers").objects().stream()
                        .filter(container -> container.text("restartPolicy").equals("Always"))
                        .forEach(containers::add);
                yield containers.stream()
                        .flatMap(container -> container.list("ports").objects().stream())
                        .filter(candidate -> candidate.text("name").equals(name))
                        .filter(candidate -> candidate.text("protocol").isEmpty()
                                ? protocol.equals("TCP")
                                : candidate.text("protocol").equals(protocol))
                        .map(candidate -> candidate.whole(0, "containerPort"))
                        .findFirst();
            }
            case null, default -> Optional.of(port.whole(0, "port"));
        };
    }

    /** Whether traffic may go there: the pod is ready and stays, or the Service wants unready ones too. */
    boolean ready() {
        return publishNotReady() || (Pods.ready(pod) && !pod.beingDeleted());
    }

    private boolean publishNotReady() {
        return service.spec().flag("publishNotReadyAddresses");
    }

    /** Whether it is in the Service's Endpoints, which know no terminating pods. */
    boolean inEndpoints() {
        return publishNotReady() || !pod.beingDeleted();
    }

    private Optional<String> hostname() {
        return Optional.of(pod.spec().text("hostname"))
                .filter(name -> !name.isEmpty())
                .filter(name -> pod.spec().text("subdomain").equals(service.name())
                        && pod.namespace().equals(service.namespace()));
    }

    private ObjectValue targetRef() {
        return ObjectValue.builder()
                .put("kind", "Pod")
                .put("namespace", pod.namespace())
                .put("name", pod.name())
                .put("uid", pod.uid())
                .build();
    }

    /** As an EndpointSlice holds it. */
    ObjectValue toSliceTree() {
        return ObjectValue.builder()
                .put("addresses", ListValue.of(Value.of(address)))
                .put(
                        "conditions",
                        ObjectValue.builder()
                                .put("ready", ready())
                                .put("serving", Pods.ready(pod))
                                .put("terminating", pod.beingDeleted())
                                .build())
                .putIfPresent("hostname", hostname().orElse(""))
                .put("targetRef", targetRef())
                .putIfPresent("nodeName", Pods.node(pod))
                .build();
    }

    /** As an Endpoints object holds it. */
    ObjectValue toAddressTree() {
        return ObjectValue.builder()
                .put("ip", address)
                .putIfPresent("hostname", hostname().orElse(""))
                .putIfPresent("nodeName", Pods.node(pod))
                .put("targetRef", targetRef())
                .build();
    }
}
