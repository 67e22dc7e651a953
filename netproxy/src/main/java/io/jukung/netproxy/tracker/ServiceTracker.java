package io.jukung.netproxy.tracker;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects changes of Services and EndpointSlices. However many come between two {@link #take}s, each service is
 * given once, in its last state; one that says the same as before is not given. Not thread-safe.
 */
public final class ServiceTracker {

    private final Map<ObjectKey, Service> services = new HashMap<>();
    /** Slices by service, then by the slice's name. */
    private final Map<ObjectKey, TreeMap<String, Slice>> slices = new HashMap<>();

    private final Map<ObjectKey, ServiceEndpoints> given = new TreeMap<>();
    private final Set<ObjectKey> touched = new HashSet<>();

    /**
     * What changed.
     *
     * @param now the services that are new or changed
     * @param gone the services that are no more
     */
    public record Changes(Map<ObjectKey, ServiceEndpoints> now, Set<ObjectKey> gone) {

        public boolean isEmpty() {
            return now.isEmpty() && gone.isEmpty();
        }
    }

    /** A Service is new, changed or (null) gone. */
    public void service(ObjectKey key, @Nullable KubeObject service) {
        touched.add(key);
        if (service == null) {
            services.remove(key);
        } else {
            services.put(key, Service.of(service));
        }
    }

    /** An EndpointSlice was {@code before} and is {@code now}; null for absent. */
    public void slice(ObjectKey key, @Nullable KubeObject before, @Nullable KubeObject now) {
        if (before != null) {
            var service = Slice.serviceOf(before);
            var there = slices.get(service);
            if (there != null && there.remove(key.name()) != null) {
                touched.add(service);
                if (there.isEmpty()) {
                    slices.remove(service);
                }
            }
        }
        if (now != null && now.tree().text("addressType").equals("IPv4")) {
            var slice = Slice.of(now);
            slices.computeIfAbsent(slice.service(), service -> new TreeMap<>()).put(key.name(), slice);
            touched.add(slice.service());
        }
    }

    /** The changes since the last time. */
    public Changes take() {
        var now = new TreeMap<ObjectKey, ServiceEndpoints>();
        var gone = new HashSet<ObjectKey>();
        for (var key : touched) {
            var service = services.get(key);
            if (service == null) {
                if (given.remove(key) != null) {
                    gone.add(key);
                }
            } else {
                var state = new ServiceEndpoints(
                        service,
                        new ArrayList<>(
                                slices.getOrDefault(key, new TreeMap<>()).values()));
                if (!state.equals(given.put(key, state))) {
                    now.put(key, state);
                }
            }
        }
        touched.clear();
        return new Changes(now, gone);
    }

    public boolean changed() {
        return !touched.isEmpty();
    }
}
