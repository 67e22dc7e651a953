package io.jukung.api.server.kinds.endpoints;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.validate.Names;
import io.jukung.api.server.kinds.rules.Addresses;
import io.jukung.api.server.kinds.rules.Findings;
import io.jukung.api.server.kinds.rules.Protocols;

/** What the subsets of Endpoints may say. */
final class EndpointsValidation {

    private EndpointsValidation() {}

    static Findings subsets(ObjectValue object) {
        var findings = new Findings();
        var subsets = object.list("subsets").objects();
        for (int i = 0; i < subsets.size(); i++) {
            var subset = subsets.get(i);
            var path = "subsets[" + i + "]";
            if (subset.list("addresses").isEmpty()
                    && subset.list("notReadyAddresses").isEmpty()) {
                findings.required(path, "must specify `addresses` or `notReadyAddresses`");
            }
            addresses(subset.list("addresses"), path + ".addresses", findings);
            addresses(subset.list("notReadyAddresses"), path + ".notReadyAddresses", findings);
            ports(subset.list("ports"), path + ".ports", findings);
        }
        return findings;
    }

    private static void addresses(ListValue addresses, String path, Findings findings) {
        var items = addresses.objects();
        for (int i = 0; i < items.size(); i++) {
            var address = items.get(i);
            var at = path + "[" + i + "]";
            if (Addresses.check(at + ".ip", address.text("ip"), findings)) {
                Addresses.checkNotSpecial(at + ".ip", address.text("ip"), findings);
            }
            if (!address.text("hostname").isEmpty()) {
                findings.each(at + ".hostname", address.text("hostname"), Names.dns1123Label(address.text("hostname")));
            }
            if (address.has("nodeName")) {
                findings.each(
                        at + ".nodeName", address.text("nodeName"), Names.dns1123Subdomain(address.text("nodeName")));
            }
        }
    }

    private static void ports(ListValue ports, String path, Findings findings) {
        var items = ports.objects();
        for (int i = 0; i < items.size(); i++) {
            var port = items.get(i);
            var at = path + "[" + i + "]";
            var name = port.text("name");
            if (name.isEmpty() && items.size() > 1) {
                findings.required(at + ".name");
            } else if (!name.isEmpty()) {
                findings.each(at + ".name", name, Names.dns1123Label(name));
            }
            findings.port(at + ".port", port.whole(0, "port"));
            Protocols.check(at + ".protocol", port.text("protocol"), findings);
        }
    }
}
