package io.jukung.chaos.nemesis;

import io.jukung.chaos.cluster.Cluster;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.generator.Invocation;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Several faults at a time, within the {@link Budget}. */
final class Composed implements Nemesis {

    /** More would leave no time in which anything works. */
    private static final int MAX_OPEN = 2;

    private final Cluster cluster;
    private final List<Fault> faults;
    private final Map<String, Fault> byOperation = new HashMap<>();

    Composed(Cluster cluster, List<Fault> faults) {
        this.cluster = cluster;
        this.faults = List.copyOf(faults);
        for (var fault : faults) {
            for (var f : fault.operations()) {
                if (byOperation.put(f, fault) != null) {
                    throw new IllegalArgumentException("faults: two do " + f + ", expected each once");
                }
            }
        }
    }

    @Override
    public String name() {
        return faults.stream().map(Nemesis::name).collect(Collectors.joining(","));
    }

    @Override
    public Set<String> operations() {
        return Set.copyOf(byOperation.keySet());
    }

    @Override
    public Generator during() {
        return Together.of(faults.stream().map(Fault::during).toList(), MAX_OPEN);
    }

    @Override
    public Edn invoke(Invocation invocation) throws Exception {
        var fault = byOperation.get(invocation.f());
        if (fault == null) {
            throw new IllegalArgumentException(
                    "f: " + invocation.f() + ", expected one of " + new TreeSet<>(byOperation.keySet()));
        }
        if (fault.damages(invocation.f())) {
            var damaged = new HashSet<String>();
            faults.stream().filter(other -> other != fault).forEach(other -> damaged.addAll(other.damaged()));
            // What a fault has begun itself it may end.
            if (fault.damaged().isEmpty() || !damaged.isEmpty()) {
                var refusal = new Budget(cluster.members().size(), damaged).refusal();
                if (refusal.isPresent()) {
                    return Edn.dict("skipped", Edn.of(refusal.get()));
                }
            }
        }
        return fault.invoke(invocation);
    }

    @Override
    public void heal() throws Exception {
        @Nullable Exception failure = null;
        for (var fault :
                faults.stream().sorted(Comparator.comparing(Fault::layer)).toList()) {
            try {
                fault.heal();
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                // The rest all the same: what one could not may be for what another has not taken back yet.
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        faults.forEach(Fault::close);
    }
}
