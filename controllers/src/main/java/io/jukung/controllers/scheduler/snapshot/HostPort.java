package io.jukung.controllers.scheduler.snapshot;

import io.jukung.api.model.tree.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/**
 * A port of the node that a container takes.
 *
 * @param address {@code 0.0.0.0} for all of the node's
 * @param port 1 to 65535
 */
public record HostPort(String address, String protocol, int port) {

    private static final String ALL = "0.0.0.0";

    public boolean conflictsWith(HostPort that) {
        return port == that.port
                && protocol.equals(that.protocol)
                && (address.equals(ALL) || that.address.equals(ALL) || address.equals(that.address));
    }

    /** Of containers and sidecars: the ones that run together. */
    static List<HostPort> listOf(ObjectValue podSpec) {
        var ports = new ArrayList<HostPort>();
        for (var container : PodRequests.running(podSpec)) {
            for (var port : container.list("ports").objects()) {
                long number = port.whole(0, "hostPort");
                if (number > 0) {
                    var address = port.text("hostIP");
                    var protocol = port.text("protocol");
                    ports.add(new HostPort(
                            address.isEmpty() ? ALL : address, protocol.isEmpty() ? "TCP" : protocol, (int) number));
                }
            }
        }
        return List.copyOf(ports);
    }
}
