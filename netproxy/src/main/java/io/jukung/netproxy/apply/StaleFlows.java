package io.jukung.netproxy.apply;

import io.jukung.api.model.net.Ipv4Address;
import io.jukung.api.model.net.Ipv4Range;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.netproxy.tracker.Protocol;
import io.jukung.netproxy.tracker.Service;
import io.jukung.netproxy.tracker.ServiceEndpoints;
import io.jukung.netproxy.tracker.ServiceTracker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which remembered UDP flows are wrong after a change. A TCP connection ends when its endpoint does; a UDP flow would go
 * to the old place for as long as the client sends, so the kernel must forget it. Remembers the last state of each
 * service; does nothing to the kernel itself. Used by one thread.
 */
public final class StaleFlows {

    private final Map<ObjectKey, Map<String, Set<String>>> before = new HashMap<>();
    private final Ipv4Range serviceCidr;
    private final String dnsAddress;

    /**
     * @param serviceCidr addresses of services
     * @param dnsAddress the one that this node's resolver answers at
     */
    public StaleFlows(Ipv4Range serviceCidr, String dnsAddress) {
        this.serviceCidr = serviceCidr;
        this.dnsAddress = dnsAddress;
    }

    /** Takes in what services there are when the proxy starts. */
    public void begin(ServiceTracker.Changes changes) {
        changes.now().forEach((key, state) -> before.put(key, targets(state)));
    }

    /**
     * Which of the flows that were there before the proxy started lead elsewhere than services now ask for, each as the
     * options of one {@code conntrack -D}. Flows that are right are left alone: clients notice nothing of a restart.
     */
    public List<List<String>> among(Collection<UdpFlow> flows) {
        var targets = new HashMap<String, Set<String>>();
        before.values().forEach(targets::putAll);
        return flows.stream()
                .distinct()
                .filter(flow -> stale(flow, targets))
                .map(flow -> List.of(
                        "-p",
                        "udp",
                        "--orig-dst",
                        flow.destination(),
                        "--orig-port-dst",
                        Integer.toString(flow.port()),
                        "--reply-src",
                        flow.target()))
                .toList();
    }

    private boolean stale(UdpFlow flow, Map<String, Set<String>> targets) {
        if (flow.destination().equals(dnsAddress)) {
            // The resolver may have had another port.
            return true;
        }
        var right = targets.get(flow.destination() + ":" + flow.port());
        if (right != null) {
            return !right.contains(flow.target()) && (flow.translated() || !right.isEmpty());
        }
        var rightForNodePort = targets.get(":" + flow.port());
        boolean toService = rightForNodePort != null || serviceCidr.contains(Ipv4Address.parse(flow.destination()));
        return toService
                && flow.translated()
                && (rightForNodePort == null || !rightForNodePort.contains(flow.target()));
    }

    /** What became stale with these changes, each as the options of one {@code conntrack -D}. */
    public List<List<String>> after(ServiceTracker.Changes changes) {
        var stale = new ArrayList<List<String>>();
        for (var key : changes.gone()) {
            var old = before.remove(key);
            compare(old == null ? Map.of() : old, Map.of(), stale);
        }
        changes.now().forEach((key, state) -> {
            var now = targets(state);
            var old = before.put(key, now);
            compare(old == null ? Map.of() : old, now, stale);
        });
        return stale;
    }

    private static void compare(Map<String, Set<String>> old, Map<String, Set<String>> now, List<List<String>> into) {
        var fronts = new TreeSet<>(old.keySet());
        fronts.addAll(now.keySet());
        for (var front : fronts) {
            var had = old.getOrDefault(front, Set.of());
            var has = now.getOrDefault(front, Set.of());
            if (had.isEmpty() && !has.isEmpty()) {
                // Flows begun while nobody was there are not translated at all.
                into.add(flowsTo(front));
            }
            for (var target : new TreeSet<>(had)) {
                if (!has.contains(target)) {
                    var flows = new ArrayList<>(flowsTo(front));
                    flows.addAll(List.of("--dst-nat", target));
                    into.add(List.copyOf(flows));
                }
            }
        }
    }

    private static List<String> flowsTo(String front) {
        int colon = front.indexOf(':');
        var port = front.substring(colon + 1);
        return colon == 0
                ? List.of("-p", "udp", "--orig-port-dst", port)
                : List.of("-p", "udp", "--orig-dst", front.substring(0, colon), "--orig-port-dst", port);
    }

    /** The targets behind each UDP front: {@code address:port}, or {@code :nodePort}. */
    private static Map<String, Set<String>> targets(ServiceEndpoints state) {
        var targets = new HashMap<String, Set<String>>();
        for (var port : state.service().ports()) {
            if (port.protocol() == Protocol.UDP && state.service().translated()) {
                var usable = ServiceEndpoints.usable(state.targets(port), endpoint -> true).stream()
                        .map(ServiceEndpoints.Target::address)
                        .collect(Collectors.toUnmodifiableSet());
                fronts(state.service(), port).forEach(front -> targets.put(front, usable));
            }
        }
        return targets;
    }

    private static Set<String> fronts(Service service, Service.Port port) {
        var fronts = new HashSet<String>();
        service.clusterIps().forEach(address -> fronts.add(address + ":" + port.port()));
        service.outsideAddresses().forEach(address -> fronts.add(address + ":" + port.port()));
        if (port.nodePort() > 0) {
            fronts.add(":" + port.nodePort());
        }
        return fronts;
    }
}
