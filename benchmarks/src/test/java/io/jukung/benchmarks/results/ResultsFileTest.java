package io.jukung.benchmarks.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFileTest {

    private static final Environment ENVIRONMENT = new Environment(Map.of("cores", "2", "jukung command", "a \"b\" c"));
    private static final Sample VALID = new Sample(
            "etcd", "put", Map.of("clients", 64L, "keys", 100_000L), Map.of("throughput", 1234.5, "p99_us", 0.25), "");
    private static final Sample FAILED =
            new Sample("jukung", "failover", Map.of(), Map.of(), "java.io.IOException: no leader\n  \"log\"");

    @TempDir
    private Path folder;

    @Test
    void isReadAsItWasWritten() throws IOException {
        var file = folder.resolve("new/results.jsonl");
        try (var results = new ResultsFile(file, ENVIRONMENT)) {
            results.add(VALID);
            results.add(FAILED);
        }
        assertThat(Files.readAllLines(file)).hasSize(3);
        assertThat(Results.read(file)).isEqualTo(new Results(ENVIRONMENT, List.of(VALID, FAILED)));
    }

    @Test
    void aRunThatWasCutShortIsReadable() throws IOException {
        var file = folder.resolve("results.jsonl");
        try (var results = new ResultsFile(file, ENVIRONMENT)) {
            results.add(VALID);
            assertThat(Results.read(file).samples()).containsExactly(VALID);
        }
    }

    @Test
    void namesTheLineThatIsNoSample() throws IOException {
        var file = folder.resolve("results.jsonl");
        Files.writeString(file, "{\"environment\":{}}\n{\"store\":\"etcd\"}\n");
        assertThatThrownBy(() -> Results.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2");
        Files.writeString(file, "{\"environment\":{}}\n[1\n");
        assertThatThrownBy(() -> Results.read(file))
                .hasMessageContaining("line 2")
                .hasMessageContaining("JSON object");
    }

    @Test
    void figuresOfInvalidSamplesDoNotCount() {
        var invalid = new Sample("etcd", "put", Map.of("clients", 64L), Map.of("throughput", 1.0), "2 requests failed");
        var results = new Results(ENVIRONMENT, List.of(invalid, VALID));
        assertThat(results.figures("etcd", "put", Map.of("clients", 64L), "throughput"))
                .containsExactly(1234.5);
        assertThat(results.samples("etcd", "put", Map.of("clients", 64L))).containsExactly(invalid, VALID);
    }

    @Test
    void parametersSelectSamples() {
        var results = new Results(ENVIRONMENT, List.of(VALID));
        assertThat(results.samples("etcd", "put", Map.of("clients", 1L))).isEmpty();
        assertThat(results.samples("jukung", "put", Map.of())).isEmpty();
        assertThat(results.values("put", Map.of(), "clients")).containsExactly(64L);
        assertThat(results.values("put", Map.of(), "watchers")).isEmpty();
    }
}
