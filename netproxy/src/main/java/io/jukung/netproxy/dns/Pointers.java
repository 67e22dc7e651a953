package io.jukung.netproxy.dns;

import io.jukung.api.model.object.ObjectKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The names of addresses: an address may be behind several services. Written by one thread, read by any. */
final class Pointers {

    /** By address, then by the service that the name comes from; the inner maps are never changed. */
    private final Map<String, Map<ObjectKey, String>> names = new ConcurrentHashMap<>();
    /** The addresses of each service; the writer's alone. */
    private final Map<ObjectKey, Set<String>> addresses = new HashMap<>();

    /** The names of an address, by service; empty for none. */
    List<String> of(String address) {
        return List.copyOf(names.getOrDefault(address, Map.of()).values());
    }

    /** These are now all names that the service gives to addresses; empty when it is gone. */
    void put(ObjectKey service, Map<String, String> nameByAddress) {
        nameByAddress.forEach((address, name) -> names.compute(address, (same, before) -> {
            var now = new TreeMap<ObjectKey, String>(before == null ? Map.of() : before);
            now.put(service, name);
            return now;
        }));
        var now = Set.copyOf(nameByAddress.keySet());
        var before = now.isEmpty() ? addresses.remove(service) : addresses.put(service, now);
        for (var address : before == null ? Set.<String>of() : before) {
            if (!now.contains(address)) {
                names.computeIfPresent(address, (same, all) -> {
                    var left = new TreeMap<>(all);
                    left.remove(service);
                    return left.isEmpty() ? null : left;
                });
            }
        }
    }
}
