package io.jukung.api.server.kinds.service;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.validate.Names;
import io.jukung.api.server.kinds.rules.Addresses;
import io.jukung.api.server.kinds.rules.Findings;
import java.util.List;

/** What may stand in {@code status.loadBalancer} of a Service. */
final class LoadBalancerStatus {

    private static final String INGRESS = "status.loadBalancer.ingress";

    private LoadBalancerStatus() {}

    static Findings check(ObjectValue service) {
        var findings = new Findings();
        var ingress = service.list("status", "loadBalancer", "ingress").objects();
        if (!ingress.isEmpty() && !Services.type(service).equals("LoadBalancer")) {
            findings.forbidden(INGRESS, "may only be used when `spec.type` is 'LoadBalancer'");
            return findings;
        }
        for (int i = 0; i < ingress.size(); i++) {
            point(ingress.get(i), INGRESS + "[" + i + "]", findings);
        }
        return findings;
    }

    private static void point(ObjectValue point, String path, Findings findings) {
        var ip = point.text("ip");
        if (!ip.isEmpty() && Addresses.parse(ip).isEmpty()) {
            findings.invalid(path + ".ip", ip, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
        }
        if (!point.text("ipMode").isEmpty()) {
            if (ip.isEmpty()) {
                findings.forbidden(path + ".ipMode", "may not be specified when `ip` is not set");
            }
            findings.oneOf(path + ".ipMode", point.text("ipMode"), List.of("Proxy", "VIP"));
        }
        var hostname = point.text("hostname");
        if (!hostname.isEmpty()) {
            findings.each(path + ".hostname", hostname, Names.dns1123Subdomain(hostname));
            if (Addresses.parse(hostname).isPresent()) {
                findings.invalid(path + ".hostname", hostname, "must be a DNS name, not an IP address");
            }
        }
    }
}
