package io.jukung.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.benchmarks.cluster.Store;
import io.jukung.benchmarks.experiments.Part;
import io.jukung.benchmarks.experiments.Plan;
import io.jukung.benchmarks.experiments.Session;
import io.jukung.benchmarks.render.Rendering;
import io.jukung.benchmarks.results.Environment;
import io.jukung.benchmarks.results.Results;
import io.jukung.benchmarks.results.ResultsFile;
import io.jukung.benchmarks.results.Sample;
import io.jukung.testing.Needs;
import io.jukung.testing.RealTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every part of the table, once and tiny, on three members of a real etcd. */
@Needs(tools = "etcd")
class BenchmarksIT {

    private static final List<String> MEASURED = List.of(
            "put",
            "get",
            "serializable_get",
            "kubernetes_mix",
            "watch_fanout",
            "lease_grant",
            "lease_keepalive",
            "lease_expiry",
            "compaction",
            "put_of_size",
            "list",
            "memory",
            "put_of_many",
            "get_of_many",
            "cold_start",
            "failover");

    @TempDir
    private Path folder;

    @Test
    void everyPartIsMeasuredAndNothingIsLeftBehind() throws IOException, InterruptedException {
        var etcd = new Store("etcd", List.of(RealTools.get("etcd").toString(), "--log-level", "error"));
        var file = folder.resolve("results.jsonl");
        var members = Files.createDirectory(folder.resolve("members"));
        List<String> progress = new ArrayList<>();
        try (var results = new ResultsFile(file, new Environment(Map.of()));
                var session = new Session(List.of(etcd), Plan.tiny(), members, results, progress::add)) {
            session.run(EnumSet.allOf(Part.class));
        }

        var results = Results.read(file);
        assertThat(results.samples()).allMatch(Sample::valid);
        assertThat(results.samples()).extracting(Sample::workload).containsAll(MEASURED);
        assertThat(results.figures("etcd", "put", Map.of("tls", 1L), "cpu_us")).isNotEmpty();
        assertThat(results.figures("etcd", "kubernetes_mix", Map.of(), "watch_events"))
                .isNotEmpty();
        var rendering = Rendering.of(results);
        assertThat(rendering.text()).contains("cold start").contains("compaction of 1,000 revisions");
        assertThat(rendering.charts()).isNotEmpty();

        assertThat(progress).hasSize(results.samples().size() + Part.values().length);
        assertThat(members).isEmptyDirectory();
        assertThat(ProcessHandle.current().descendants()).isEmpty();
    }
}
