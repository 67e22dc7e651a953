package io.jukung.benchmarks.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** All samples of a run. */
public record Results(Environment environment, List<Sample> samples) {

    /** Takes a copy. */
    public Results {
        samples = List.copyOf(samples);
    }

    /**
     * Reads what {@link ResultsFile} wrote.
     *
     * @throws IOException if a line is of another form; with its number
     */
    public static Results read(Path file) throws IOException {
        var environment = new Environment(Map.of());
        List<Sample> samples = new ArrayList<>();
        var lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            try {
                switch (ResultLine.parse(lines.get(i))) {
                    case ResultLine.MeasuredIn(Environment found) -> environment = found;
                    case ResultLine.Measured(Sample sample) -> samples.add(sample);
                }
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ": line " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return new Results(environment, samples);
    }

    /** The samples of a workload with these parameters and any others. */
    public Stream<Sample> samples(String store, String workload, Map<String, Long> parameters) {
        return samples.stream()
                .filter(sample -> sample.store().equals(store)
                        && sample.workload().equals(workload)
                        && sample.parameters().entrySet().containsAll(parameters.entrySet()));
    }

    /** A figure of those of them that are valid. */
    public DoubleStream figures(String store, String workload, Map<String, Long> parameters, String figure) {
        return samples(store, workload, parameters)
                .filter(Sample::valid)
                .map(sample -> sample.figures().get(figure))
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue);
    }

    /** The values of a parameter that a workload was measured with, ascending. */
    public List<Long> values(String workload, Map<String, Long> parameters, String parameter) {
        return samples.stream()
                .filter(sample -> sample.workload().equals(workload)
                        && sample.parameters().entrySet().containsAll(parameters.entrySet()))
                .map(sample -> sample.parameters().get(parameter))
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }
}
