package io.jukung.chaos.workload;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.generator.Generators;
import io.jukung.chaos.run.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Several workloads at once in one cluster, each by workers of its own. */
final class Mixed implements Workload {

    /** With the workers from {@code first} on. */
    record Part(int first, int workers, Workload workload) {}

    private final List<Part> parts;
    private final int total;

    Mixed(List<Part> parts, int total) {
        this.parts = List.copyOf(parts);
        this.total = total;
    }

    @Override
    public String name() {
        return "mixed";
    }

    @Override
    public Generator during() {
        return Generators.mix(
                parts.stream().map(part -> part.workload().during()).toList());
    }

    @Override
    public Generator afterwards() {
        return Generators.any(
                parts.stream().map(part -> part.workload().afterwards()).toList());
    }

    @Override
    public Client client(int process, List<Endpoint> endpoints, Clock clock) {
        int worker = process % total;
        for (var part : parts) {
            if (worker >= part.first() && worker < part.first() + part.workers()) {
                return part.workload().client(process, endpoints, clock);
            }
        }
        throw new IllegalArgumentException("process " + process + " belongs to no workload");
    }

    /** Those of a part see its operations only. */
    @Override
    public List<Checker> checkers() {
        var checkers = new ArrayList<Checker>();
        for (var part : parts) {
            part.workload()
                    .checkers()
                    .forEach(checker -> checkers.add(
                            new OfWorkers(part.workload().name(), checker, part.first(), part.workers(), total)));
        }
        return checkers;
    }

    @Override
    public Set<String> required() {
        var required = new TreeSet<String>();
        parts.forEach(part -> required.addAll(part.workload().required()));
        return required;
    }
}
