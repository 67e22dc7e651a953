package io.jukung.benchmarks.experiments;

import io.jukung.benchmarks.cluster.Store;
import io.jukung.benchmarks.results.ResultsFile;
import io.jukung.benchmarks.results.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A run of parts. A part that fails is told of in the results, and does not keep the others from being measured. */
public final class Session implements AutoCloseable {

    private final List<Store> stores;
    private final Plan plan;
    private final Path folder;
    private final ResultsFile results;
    private final Consumer<String> progress;
    private @Nullable Stage stage;

    /**
     * Begins.
     *
     * @param folder where members keep their data
     * @param progress told what was measured, and how long parts took
     */
    public Session(List<Store> stores, Plan plan, Path folder, ResultsFile results, Consumer<String> progress) {
        this.stores = List.copyOf(stores);
        this.plan = plan;
        this.folder = folder;
        this.results = results;
        this.progress = progress;
    }

    /** Measures the parts, in their own order. */
    public void run(Collection<Part> parts) throws IOException, InterruptedException {
        for (var part : Part.values()) {
            if (parts.contains(part)) {
                var start = Instant.now();
                run(part);
                progress.accept(
                        part + " took " + Duration.between(start, Instant.now()).toSeconds() + " s");
            }
        }
    }

    private void run(Part part) throws IOException, InterruptedException {
        try {
            part.experiment().run(stageFor(part));
        } catch (IOException | RuntimeException e) {
            for (var store : stores) {
                add(new Sample(store.name(), part.name(), Map.of(), Map.of(), "the part was cut short: " + e));
            }
            close();
        }
        if (!part.sharesClusters()) {
            close();
        }
    }

    private Stage stageFor(Part part) throws IOException, InterruptedException {
        var current = stage;
        if (current != null && (!part.sharesClusters() || !current.ready())) {
            close();
            current = null;
        }
        if (current == null) {
            current = Stage.open(stores, part.transport(), plan, folder, this::add);
            stage = current;
        }
        return current;
    }

    private void add(Sample sample) throws IOException {
        results.add(sample);
        progress.accept(sample.store() + " " + sample.workload() + " " + sample.parameters() + " "
                + (sample.valid() ? sample.figures() : sample.failure()));
    }

    @Override
    public void close() throws IOException {
        if (stage != null) {
            stage.close();
            stage = null;
        }
    }
}
