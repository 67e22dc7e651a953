package io.jukung.api.server.kinds.service;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.api.model.validate.Names;
import io.jukung.api.server.kinds.rules.Findings;
import io.jukung.api.server.kinds.rules.Protocols;
import io.jukung.api.server.registry.FieldError;

/** What the ports of a Service may be. */
final class ServicePorts {

    private ServicePorts() {}

    static void present(ObjectValue service, Findings findings) {
        if (service.list("spec", "ports").isEmpty()
                && !Services.headless(service)
                && !Services.type(service).equals("ExternalName")) {
            findings.required("spec.ports");
        }
    }

    static void each(ObjectValue spec, Findings findings) {
        var names = new Findings.Unique();
        var ports = spec.list("ports").objects();
        for (int i = 0; i < ports.size(); i++) {
            var port = ports.get(i);
            var path = "spec.ports[" + i + "]";
            var name = port.text("name");
            if (name.isEmpty()) {
                if (ports.size() > 1) {
                    findings.required(path + ".name");
                }
            } else {
                findings.each(path + ".name", name, Names.dns1123Label(name));
                if (!names.add(name)) {
                    findings.duplicate(path + ".name", name);
                }
            }
            findings.port(path + ".port", port.whole(0, "port"));
            Protocols.check(path + ".protocol", port.text("protocol"), findings);
            findings.portOrName(path + ".targetPort", port.get("targetPort"));
            if (port.has("appProtocol")) {
                findings.each(
                        path + ".appProtocol", port.text("appProtocol"), Names.qualifiedName(port.text("appProtocol")));
            }
        }
    }

    /** What the ports may not be beside each other, and with the service's type. */
    static void together(ObjectValue service, ObjectValue spec, Findings findings) {
        var ports = spec.list("ports").objects();
        if (Services.type(service).equals("ClusterIP")) {
            for (int i = 0; i < ports.size(); i++) {
                if (ports.get(i).whole(0, "nodePort") != 0) {
                    findings.forbidden("spec.ports[" + i + "].nodePort", "may not be used when `type` is 'ClusterIP'");
                }
            }
        }
        var nodePorts = new Findings.Unique();
        for (int i = 0; i < ports.size(); i++) {
            long nodePort = ports.get(i).whole(0, "nodePort");
            if (nodePort != 0 && !nodePorts.add(ports.get(i).text("protocol") + "/" + nodePort)) {
                findings.add(FieldError.duplicate("spec.ports[" + i + "].nodePort", Value.of(nodePort)));
            }
        }
        var numbers = new Findings.Unique();
        for (int i = 0; i < ports.size(); i++) {
            var port = ports.get(i);
            if (!numbers.add(port.text("protocol") + "/" + port.whole(0, "port"))) {
                findings.add(FieldError.duplicate("spec.ports[" + i + "]", shown(port)));
            }
        }
    }

    /** What identifies a port, in the form Kubernetes' message has. */
    private static ObjectValue shown(ObjectValue port) {
        return ObjectValue.builder()
                .put("Name", "")
                .put("Protocol", port.text("protocol"))
                .put("AppProtocol", Scalar.Null.NULL)
                .put("Port", port.whole(0, "port"))
                .put("TargetPort", 0)
                .put("NodePort", 0)
                .build();
    }
}
