package io.jukung.netproxy.dns;

import io.jukung.api.model.net.Ipv4Address;
import io.jukung.api.model.net.Ipv4Range;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.netproxy.dns.ResourceRecord.Data;
import io.jukung.netproxy.tracker.Service;
import io.jukung.netproxy.tracker.ServiceEndpoints;
import io.jukung.netproxy.tracker.ServiceTracker;
import io.jukung.netproxy.tracker.Slice.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * The names of services and pods, and the names of their addresses. Written by one thread, read by any.
 *
 * <ul>
 *   <li>{@code <service>.<namespace>.svc.<domain>}: the cluster address, or a headless service's ready endpoints
 *   <li>{@code _<port>._<protocol>.<service>…}: SRV
 *   <li>{@code <hostname or a-b-c-d>.<service>…}: one endpoint of a headless service
 *   <li>{@code a-b-c-d.<namespace>.pod.<domain>}: that address, whether or not a pod has it
 *   <li>{@code d.c.b.a.in-addr.arpa}: PTR
 * </ul>
 */
final class Zone {

    private static final String VERSION = "1.1.0";
    private static final String REVERSE = "in-addr.arpa";

    private final String domain;
    private final String address;
    private final List<Ipv4Range> ranges;
    private final long ttl;
    private final ConcurrentSkipListMap<ObjectKey, ServiceEndpoints> services = new ConcurrentSkipListMap<>();
    private final Pointers pointers = new Pointers();
    private volatile boolean known;

    /**
     * @param domain for example {@code cluster.local}
     * @param address where this zone is answered
     * @param ranges the cluster's addresses: nobody else knows names of these
     */
    Zone(String domain, String address, List<Ipv4Range> ranges, Duration ttl) {
        this.domain = domain.toLowerCase(Locale.ROOT);
        this.address = address;
        this.ranges = List.copyOf(ranges);
        this.ttl = ttl.toSeconds();
    }

    void update(ServiceTracker.Changes changes) {
        changes.gone().forEach(key -> {
            services.remove(key);
            pointers.put(key, Map.of());
        });
        changes.now().forEach((key, state) -> {
            services.put(key, state);
            pointers.put(key, pointersOf(key, state));
        });
        known = true;
    }

    private Map<String, String> pointersOf(ObjectKey key, ServiceEndpoints state) {
        var name = nameOf(key);
        var names = new HashMap<String, String>();
        state.service().clusterIps().forEach(each -> names.put(each, name));
        if (state.service().headless()) {
            ready(state).forEach(endpoint -> names.put(endpoint.address(), hostname(endpoint) + "." + name));
        }
        return names;
    }

    /** The answer, or empty where others must be asked. A failure while services are not known: none can be absent. */
    Optional<Answer> answer(String name, int type) {
        var answer = known(name, type);
        return answer.isPresent() && !known ? Optional.of(Answer.failed(Answer.Code.SERVER_FAILURE)) : answer;
    }

    private Optional<Answer> known(String name, int type) {
        if (name.equals(domain)) {
            return Optional.of(apex(type));
        }
        if (name.endsWith("." + domain)) {
            var labels = name.substring(0, name.length() - domain.length() - 1).split("\\.", -1);
            return Optional.of(below(labels, name, type));
        }
        return name.endsWith("." + REVERSE) ? reverse(name, type) : Optional.empty();
    }

    private Answer apex(int type) {
        return switch (type) {
            case ResourceRecord.SOA -> Answer.of(List.of(authority(domain)), List.of());
            case ResourceRecord.NS -> records(domain, new Data.NameServer(nameServer()));
            default -> Answer.noData(authority(domain));
        };
    }

    private Answer below(String[] labels, String name, int type) {
        int last = labels.length - 1;
        return switch (labels[last]) {
            case "svc" -> service(labels, name, type);
            case "pod" -> pod(labels, name, type);
            case "dns" -> nameServer(labels, name, type);
            case "dns-version" ->
                last > 0 ? absent() : type == ResourceRecord.TXT ? records(name, new Data.Text(VERSION)) : noData();
            default -> absent();
        };
    }

    private String nameServer() {
        return "ns.dns." + domain;
    }

    private Answer nameServer(String[] labels, String name, int type) {
        if (name.equals(nameServer())) {
            return wantsAddress(type) ? addresses(name, List.of(address)) : noData();
        }
        return labels.length == 1 ? noData() : absent();
    }

    private Answer pod(String[] labels, String name, int type) {
        if (labels.length < 3) {
            return noData();
        }
        var address = labels[0].replace('-', '.');
        if (labels.length > 3 || !Ipv4Address.isValid(address)) {
            return absent();
        }
        return wantsAddress(type)
                ? records(name, new Data.Address(Ipv4Address.parse(address).bits()))
                : noData();
    }

    private Answer service(String[] labels, String name, int type) {
        int last = labels.length - 1;
        if (last == 0) {
            return noData();
        }
        if (last == 1) {
            return namespaceExists(labels[0]) ? noData() : absent();
        }
        var state = services.get(new ObjectKey(labels[last - 1], labels[last - 2]));
        if (state == null) {
            return absent();
        }
        return switch (last) {
            case 2 -> ofService(state, name, type);
            case 3 ->
                labels[0].startsWith("_") ? ofProtocol(state, labels[0]) : ofEndpoint(state, labels[0], name, type);
            case 4 -> ofPort(state, labels[0], labels[1], name, type);
            default -> absent();
        };
    }

    private boolean namespaceExists(String namespace) {
        var first = services.ceilingKey(new ObjectKey(namespace, ""));
        return first != null && first.namespace().equals(namespace);
    }

    private Answer ofService(ServiceEndpoints state, String name, int type) {
        var service = state.service();
        if (!service.externalName().isEmpty()) {
            return records(name, new Data.Alias(service.externalName().toLowerCase(Locale.ROOT)));
        }
        var addresses = service.headless()
                ? ready(state).map(Endpoint::address).distinct().toList()
                : service.clusterIps();
        if (addresses.isEmpty()) {
            // By the specification a headless service without ready endpoints does not exist.
            return service.headless() ? absent() : noData();
        }
        if (type == ResourceRecord.SRV) {
            return servers(state, service.ports(), name);
        }
        return wantsAddress(type) ? addresses(name, addresses) : noData();
    }

    private Answer ofProtocol(ServiceEndpoints state, String label) {
        return state.service().ports().stream()
                        .anyMatch(port -> label.equals("_" + port.protocol().lowerCase()))
                ? noData()
                : absent();
    }

    private Answer ofEndpoint(ServiceEndpoints state, String host, String name, int type) {
        if (!state.service().headless()) {
            return absent();
        }
        var addresses = ready(state)
                .filter(endpoint -> hostname(endpoint).equals(host))
                .map(Endpoint::address)
                .distinct()
                .toList();
        if (addresses.isEmpty()) {
            return absent();
        }
        return wantsAddress(type) ? addresses(name, addresses) : noData();
    }

    private Answer ofPort(ServiceEndpoints state, String portLabel, String protocolLabel, String name, int type) {
        var ports = state.service().ports().stream()
                .filter(port -> portLabel.equals("_" + port.name())
                        && protocolLabel.equals("_" + port.protocol().lowerCase()))
                .toList();
        if (ports.isEmpty()) {
            return absent();
        }
        return type == ResourceRecord.SRV || type == ResourceRecord.ANY ? servers(state, ports, name) : noData();
    }

    /** SRV records, and the addresses of what they name. */
    private Answer servers(ServiceEndpoints state, List<Service.Port> ports, String name) {
        var own = nameOf(state.service().key());
        var records = new ArrayList<ResourceRecord>();
        var additional = new LinkedHashSet<ResourceRecord>();
        for (var port : ports) {
            if (!state.service().headless()) {
                records.add(record(name, new Data.Service(port.port(), own)));
                state.service().clusterIps().forEach(address -> additional.add(address(own, address)));
                continue;
            }
            for (var target : state.targets(port)) {
                if (target.endpoint().ready()) {
                    var host = hostname(target.endpoint()) + "." + own;
                    records.add(record(name, new Data.Service(target.port(), host)));
                    additional.add(address(host, target.address()));
                }
            }
        }
        return records.isEmpty() ? absent() : Answer.of(records, List.copyOf(additional));
    }

    private Optional<Answer> reverse(String name, int type) {
        var labels = name.substring(0, name.length() - REVERSE.length() - 1).split("\\.", -1);
        if (labels.length != 4) {
            return Optional.empty();
        }
        var pointed = labels[3] + "." + labels[2] + "." + labels[1] + "." + labels[0];
        var targets = pointers.of(pointed);
        if (!targets.isEmpty()) {
            return Optional.of(
                    type == ResourceRecord.PTR || type == ResourceRecord.ANY
                            ? Answer.of(
                                    targets.stream()
                                            .map(target -> record(name, new Data.Pointer(target)))
                                            .toList(),
                                    List.of())
                            : Answer.noData(authority(REVERSE)));
        }
        return Ipv4Address.isValid(pointed)
                        && ranges.stream().anyMatch(range -> range.contains(Ipv4Address.parse(pointed)))
                ? Optional.of(Answer.noSuchName(authority(REVERSE)))
                : Optional.empty();
    }

    private static boolean wantsAddress(int type) {
        return type == ResourceRecord.A || type == ResourceRecord.ANY;
    }

    private static Stream<Endpoint> ready(ServiceEndpoints state) {
        return state.slices().stream()
                .flatMap(slice -> slice.endpoints().stream())
                .filter(Endpoint::ready);
    }

    private static String hostname(Endpoint endpoint) {
        return endpoint.hostname().isEmpty()
                ? endpoint.address().replace('.', '-')
                : endpoint.hostname().toLowerCase(Locale.ROOT);
    }

    private String nameOf(ObjectKey service) {
        return service.name() + "." + service.namespace() + ".svc." + domain;
    }

    private Answer noData() {
        return Answer.noData(authority(domain));
    }

    private Answer absent() {
        return Answer.noSuchName(authority(domain));
    }

    private Answer addresses(String name, List<String> addresses) {
        return Answer.of(
                addresses.stream().map(address -> address(name, address)).toList(), List.of());
    }

    private Answer records(String name, Data data) {
        return Answer.of(List.of(record(name, data)), List.of());
    }

    private ResourceRecord address(String name, String address) {
        return record(name, new Data.Address(Ipv4Address.parse(address).bits()));
    }

    private ResourceRecord record(String name, Data data) {
        return new ResourceRecord(name, ttl, data);
    }

    private ResourceRecord authority(String zone) {
        return new ResourceRecord(zone, ttl, new Data.Authority(nameServer(), "hostmaster." + domain, 1, ttl));
    }
}
