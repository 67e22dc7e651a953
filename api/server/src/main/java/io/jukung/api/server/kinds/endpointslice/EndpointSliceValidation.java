package io.jukung.api.server.kinds.endpointslice;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.validate.Names;
import io.jukung.api.server.kinds.rules.Addresses;
import io.jukung.api.server.kinds.rules.Findings;
import io.jukung.api.server.kinds.rules.Immutables;
import io.jukung.api.server.kinds.rules.Protocols;
import io.jukung.api.server.registry.FieldError;
import java.util.List;

/** What an EndpointSlice may hold. */
final class EndpointSliceValidation {

    private static final int ENDPOINTS = 1000;
    private static final int PORTS = 20_000;
    private static final int ADDRESSES = 100;
    private static final List<String> ADDRESS_TYPES = List.of("FQDN", "IPv4", "IPv6");

    private EndpointSliceValidation() {}

    static Findings contents(ObjectValue slice) {
        var findings = new Findings();
        var type = slice.text("addressType");
        if (type.isEmpty()) {
            findings.required("addressType");
        } else {
            findings.oneOf("addressType", type, ADDRESS_TYPES);
        }
        endpoints(slice.list("endpoints"), type, findings);
        ports(slice.list("ports"), findings);
        return findings;
    }

    private static void endpoints(ListValue endpoints, String type, Findings findings) {
        if (endpoints.size() > ENDPOINTS) {
            findings.add(FieldError.tooMany("endpoints", endpoints.size(), ENDPOINTS));
            return;
        }
        var items = endpoints.objects();
        for (int i = 0; i < items.size(); i++) {
            var endpoint = items.get(i);
            var path = "endpoints[" + i + "]";
            addresses(endpoint.list("addresses").texts(), type, path + ".addresses", findings);
            if (endpoint.has("nodeName")) {
                findings.each(
                        path + ".nodeName",
                        endpoint.text("nodeName"),
                        Names.dns1123Subdomain(endpoint.text("nodeName")));
            }
            if (endpoint.has("hostname")) {
                findings.each(
                        path + ".hostname", endpoint.text("hostname"), Names.dns1123Label(endpoint.text("hostname")));
            }
        }
    }

    private static void addresses(List<String> addresses, String type, String path, Findings findings) {
        if (addresses.isEmpty()) {
            findings.required(path, "must contain at least 1 address");
        } else if (addresses.size() > ADDRESSES) {
            findings.add(FieldError.tooMany(path, addresses.size(), ADDRESSES));
        }
        for (int i = 0; i < addresses.size(); i++) {
            var address = addresses.get(i);
            var at = path + "[" + i + "]";
            switch (type) {
                case "IPv4" -> {
                    if (Addresses.check(at, address, findings)) {
                        // Reported for the list, as Kubernetes does.
                        if (!Addresses.isIpv4(address)) {
                            findings.invalid(path, address, "must be an IPv4 address");
                        }
                        Addresses.checkNotSpecial(at, address, findings);
                    }
                }
                case "IPv6" -> {
                    if (Addresses.check(at, address, findings)) {
                        if (!Addresses.isIpv6(address)) {
                            findings.invalid(path, address, "must be an IPv6 address");
                        }
                        Addresses.checkNotSpecial(at, address, findings);
                    }
                }
                case "FQDN" -> findings.each(at, address, Names.dns1123Subdomain(address));
                default -> {
                    // A wrong type is reported already.
                }
            }
        }
    }

    private static void ports(ListValue ports, Findings findings) {
        if (ports.size() > PORTS) {
            findings.add(FieldError.tooMany("ports", ports.size(), PORTS));
            return;
        }
        var names = new Findings.Unique();
        var items = ports.objects();
        for (int i = 0; i < items.size(); i++) {
            var port = items.get(i);
            var path = "ports[" + i + "]";
            var name = port.text("name");
            if (!name.isEmpty()) {
                findings.each(path + ".name", name, Names.dns1123Label(name));
            }
            if (!names.add(name)) {
                findings.duplicate(path + ".name", name);
            }
            Protocols.check(path + ".protocol", port.text("protocol"), findings);
            if (port.has("appProtocol")) {
                findings.each(
                        path + ".appProtocol", port.text("appProtocol"), Names.qualifiedName(port.text("appProtocol")));
            }
        }
    }

    static Findings update(ObjectValue slice, ObjectValue old) {
        var findings = contents(slice);
        Immutables.field(slice, old, "", "addressType", findings);
        return findings;
    }
}
