package io.jukung.netproxy.tracker;

import io.jukung.netproxy.tracker.Slice.Endpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;

/** A service and its slices. */
public record ServiceEndpoints(Service service, List<Slice> slices) {

    public ServiceEndpoints {
        slices = List.copyOf(slices);
    }

    /** One place a connection can go to. */
    public record Target(Endpoint endpoint, int port) {

        public String address() {
            return endpoint.address();
        }
    }

    /** All targets of a port, in address order, each once; an address in two slices counts as its better state. */
    public List<Target> targets(Service.Port port) {
        var targets = new LinkedHashMap<String, Target>();
        for (var slice : slices) {
            for (var candidate : slice.ports()) {
                if (candidate.name().equals(port.name()) && candidate.protocol() == port.protocol()) {
                    for (var endpoint : slice.endpoints()) {
                        targets.merge(
                                endpoint.address() + ":" + candidate.port(),
                                new Target(endpoint, candidate.port()),
                                (one, other) -> one.endpoint().ready() ? one : other);
                    }
                }
            }
        }
        var sorted = new ArrayList<>(targets.values());
        sorted.sort(Comparator.comparing(Target::address).thenComparingInt(Target::port));
        return sorted;
    }

    /**
     * The targets that take new connections among those that pass {@code where}: the ready ones, or where there are
     * none those that still serve while they terminate, as Kubernetes does.
     */
    public static List<Target> usable(List<Target> targets, Predicate<Endpoint> where) {
        var there =
                targets.stream().filter(target -> where.test(target.endpoint())).toList();
        var ready = there.stream().filter(target -> target.endpoint().ready()).toList();
        return ready.isEmpty()
                ? there.stream()
                        .filter(target ->
                                target.endpoint().serving() && target.endpoint().terminating())
                        .toList()
                : ready;
    }
}
