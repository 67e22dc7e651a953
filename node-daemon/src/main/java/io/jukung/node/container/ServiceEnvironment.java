package io.jukung.node.container;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The variables by which containers find Services without DNS, as Docker links once did. */
final class ServiceEnvironment {

    private ServiceEnvironment() {}

    /**
     * The variables of all services a pod sees.
     *
     * @param links whether the pod wants those of its namespace; those of {@code default/kubernetes} it always gets
     */
    static Map<String, String> of(String namespace, List<KubeObject> services, boolean links) {
        var variables = new LinkedHashMap<String, String>();
        for (var service : services) {
            boolean api =
                    service.namespace().equals("default") && service.name().equals("kubernetes");
            if (api || (links && service.namespace().equals(namespace))) {
                add(service, variables);
            }
        }
        return variables;
    }

    private static void add(KubeObject service, Map<String, String> variables) {
        var address = service.spec().text("clusterIP");
        var ports = service.spec().list("ports").objects();
        if (address.isEmpty() || address.equals("None") || ports.isEmpty()) {
            return;
        }
        var name = variableName(service.name());
        variables.put(name + "_SERVICE_HOST", address);
        variables.put(name + "_SERVICE_PORT", Long.toString(ports.getFirst().whole(0, "port")));
        for (var port : ports) {
            if (!port.text("name").isEmpty()) {
                variables.put(
                        name + "_SERVICE_PORT_" + variableName(port.text("name")),
                        Long.toString(port.whole(0, "port")));
            }
        }
        boolean first = true;
        for (var port : ports) {
            link(name, address, port, first, variables);
            first = false;
        }
    }

    private static void link(
            String name, String address, ObjectValue port, boolean first, Map<String, String> variables) {
        var protocol = port.text("protocol").isEmpty() ? "TCP" : port.text("protocol");
        long number = port.whole(0, "port");
        var bracketed = address.contains(":") ? "[" + address + "]" : address;
        var url = protocol.toLowerCase(Locale.ROOT) + "://" + bracketed + ":" + number;
        if (first) {
            variables.put(name + "_PORT", url);
        }
        var prefix = name + "_PORT_" + number + "_" + protocol;
        variables.put(prefix, url);
        variables.put(prefix + "_PROTO", protocol.toLowerCase(Locale.ROOT));
        variables.put(prefix + "_PORT", Long.toString(number));
        variables.put(prefix + "_ADDR", address);
    }

    private static String variableName(String name) {
        return name.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
