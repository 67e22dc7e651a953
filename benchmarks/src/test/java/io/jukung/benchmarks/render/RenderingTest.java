package io.jukung.benchmarks.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.benchmarks.results.Environment;
import io.jukung.benchmarks.results.Results;
import io.jukung.benchmarks.results.Sample;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class RenderingTest {

    private final List<Sample> samples = new ArrayList<>();

    @Test
    void aRowHasTheMediansTheirRatioAndWhatMustBe() {
        put("etcd", 64, 100, "");
        put("etcd", 64, 300, "");
        put("etcd", 64, 200, "");
        put("jukung", 64, 400, "");
        assertThat(text()).contains("| put, 64 clients | operations/s | 200 | 400 | 2.00 | ≥ 1.7× | yes |");
    }

    @Test
    void turnsThatFailedAreToldOfAndNotCounted() {
        put("etcd", 64, 200, "");
        put("jukung", 64, 100, "");
        put("jukung", 64, 900, "3 requests failed; the first: UNAVAILABLE");
        assertThat(text())
                .contains("| put, 64 clients | operations/s | 200 | 100 | 0.50 | ≥ 1.7× | **no** (1 turns failed) |")
                .contains("not counted: jukung, put clients 64: 3 requests failed; the first: UNAVAILABLE");
    }

    @Test
    void aStoreOfWhichNoTurnIsValidHasNoFigure() {
        put("etcd", 64, 200, "");
        put("jukung", 64, 900, "3 requests failed");
        assertThat(text()).contains("| put, 64 clients | operations/s | 200 | – | – | ≥ 1.7× |  (1 turns failed) |");
    }

    @Test
    void whatWasNotMeasuredHasNoRow() {
        put("etcd", 64, 200, "");
        put("jukung", 64, 200, "");
        assertThat(text())
                .doesNotContain("put, 1 client")
                .doesNotContain("fan-out")
                .doesNotContain("cold start");
    }

    @Test
    void failoversAreJudgedByTheirMedianAndTheirLongest() {
        for (double outage : new double[] {500, 700, 3500}) {
            add("jukung", "failover", Map.of("tls", 0L), Map.of("outage_ms", outage), "");
        }
        assertThat(text())
                .contains("3 times: median | ms | – | 700 | – | ≤ 1500 ms | yes |")
                .contains("3 times: longest | ms | – | 3500 | – | ≤ 3000 ms | **no** |");
    }

    @Test
    void slowDownIsTheFewestKeysThroughputToTheMosts() {
        for (long keys : new long[] {100_000, 1_000_000, 10_000_000}) {
            var parameters = Map.of("keys", keys, "tls", 0L);
            add("etcd", "put_of_many", parameters, Map.of("throughput", 20_000_000.0 / keys), "");
            add("jukung", "put_of_many", parameters, Map.of("throughput", 120.0), "");
        }
        assertThat(text())
                .contains(
                        "| put, 10,000,000 keys against 100,000: slow-down | × | 100 | 1.00 | 0.01 | ≤ 1.3 × | yes |");
    }

    @Test
    void chartsAreWellFormedAndNamedInTheText() throws Exception {
        for (int clients : new int[] {1, 16, 256}) {
            put("etcd", clients, 100 * clients, "");
            put("jukung", clients, 150 * clients, "");
        }
        var rendering = rendering();
        assertThat(rendering.charts()).containsKeys("put-throughput.svg", "ratio-throughput.svg");
        for (var chart : rendering.charts().entrySet()) {
            var document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(chart.getValue().getBytes(StandardCharsets.UTF_8)));
            assertThat(document.getElementsByTagName("title").getLength()).isEqualTo(1);
            assertThat(rendering.text()).contains("](" + chart.getKey() + ")");
        }
        assertThat(rendering.charts().get("put-throughput.svg"))
                .contains(">operations/s<", ">clients<", ">etcd<", ">Jukung<", Svg.ETCD, Svg.JUKUNG);
    }

    @Test
    void theSameSamplesGiveTheSame() {
        put("etcd", 1, 100, "");
        put("jukung", 1, 100, "");
        assertThat(rendering()).isEqualTo(rendering());
    }

    private void put(String store, long clients, double throughput, String failure) {
        add(store, "put", Map.of("clients", clients, "tls", 0L), Map.of("throughput", throughput), failure);
    }

    private void add(
            String store, String workload, Map<String, Long> parameters, Map<String, Double> figures, String failure) {
        samples.add(new Sample(store, workload, parameters, figures, failure));
    }

    private Rendering rendering() {
        return Rendering.of(new Results(new Environment(Map.of("cores", "2")), samples));
    }

    private String text() {
        return rendering().text();
    }
}
