package io.jukung.api.server.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.server.TestCluster;
import io.jukung.testing.BuildConsole;
import io.jukung.testing.KubernetesRecording;
import io.jukung.testing.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Replays what a real Kubernetes 1.36 answered. Every recorded answer that we serve must be matched, but
 * for those in {@code golden-expected-failures/<topic>.txt}: one that fails and is not listed, or is listed
 * and passes, fails the test. Where the recording is absent the test is skipped and says so.
 *
 * <p>The report is {@code target/golden-report.txt}. {@code -Djukung.golden.topics=patch,table} replays only
 * these; {@code -Djukung.golden.accept} writes the lists anew, with what is new as unreviewed: the test fails
 * until each of these stands under a reason.
 */
@Needs(tools = "etcd")
class GoldenIT {

    private static final List<String> TOPICS =
            List.of("discovery", "create-minimal", "validation", "table", "patch", "semantics", "authz");
    private static final Path EXPECTATIONS = Path.of("src/test/resources/golden-expected-failures");

    @Test
    void answersAsRecorded() throws IOException {
        var folder = KubernetesRecording.require("");
        var results = new LinkedHashMap<String, List<GoldenReplay.Result>>();
        try (var cluster = TestCluster.start()) {
            var replay = new GoldenReplay(cluster);
            replay.setup(GoldenEntry.read(folder, "setup"));
            for (var topic : topics()) {
                var ofTopic = new ArrayList<GoldenReplay.Result>();
                bySequence(GoldenEntry.read(folder, topic))
                        .forEach(entries -> ofTopic.addAll(replay.sequence(entries)));
                results.put(topic, ofTopic);
            }
        }
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/golden-report.txt"), report(results), StandardCharsets.UTF_8);
        BuildConsole.say("golden", summary(results));
        var accept = System.getProperty("jukung.golden.accept") != null;
        var failed = new TreeSet<String>();
        var expected = new TreeSet<String>();
        for (var topic : results.entrySet()) {
            var failures =
                    topic.getValue().stream().filter(result -> !result.passed()).toList();
            var file = EXPECTATIONS.resolve(topic.getKey() + ".txt");
            var known = ExpectedFailures.read(file);
            if (accept) {
                var text = known.accepting(failures);
                Files.deleteIfExists(file);
                if (!text.isEmpty()) {
                    Files.writeString(file, text, StandardCharsets.UTF_8);
                }
            } else {
                assertThat(known.idsByReason())
                        .as("%s: somebody must look at what failed and give the reason", file)
                        .doesNotContainKey(ExpectedFailures.UNREVIEWED);
                failures.forEach(result -> failed.add(result.entry().id()));
                expected.addAll(known.ids());
            }
        }
        assertThat(without(failed, expected))
                .as("recorded answers not matched, see target/golden-report.txt")
                .isEmpty();
        assertThat(without(expected, failed))
                .as("listed as not matched, but matched: take them off the list")
                .isEmpty();
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        var rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    private static List<String> topics() {
        var asked = System.getProperty("jukung.golden.topics");
        return asked == null ? TOPICS : List.of(asked.split(","));
    }

    private static List<List<GoldenEntry>> bySequence(List<GoldenEntry> entries) {
        return List.copyOf(entries.stream()
                .collect(Collectors.groupingBy(GoldenEntry::sequence, LinkedHashMap::new, Collectors.toList()))
                .values());
    }

    private static String summary(Map<String, List<GoldenReplay.Result>> results) {
        var text = new StringBuilder("Answers as recorded of Kubernetes 1.36:\n");
        results.forEach((topic, ofTopic) -> text.append(summary(topic, ofTopic)));
        text.append(
                summary("all", results.values().stream().flatMap(List::stream).toList()));
        return text.toString();
    }

    private static String summary(String topic, List<GoldenReplay.Result> results) {
        long passed = results.stream().filter(GoldenReplay.Result::passed).count();
        long exact = results.stream()
                .filter(result -> result.passed() && result.messages().isEmpty())
                .count();
        return "  %-16s %5d of %5d (%3d%%), %5d of them with the same texts%n"
                .formatted(
                        topic, passed, results.size(), results.isEmpty() ? 100 : passed * 100 / results.size(), exact);
    }

    private static String report(Map<String, List<GoldenReplay.Result>> results) {
        var text = new StringBuilder(summary(results)).append('\n');
        results.values().stream()
                .flatMap(List::stream)
                .filter(result -> !result.passed() || !result.messages().isEmpty())
                .forEach(result -> {
                    var entry = result.entry();
                    text.append(result.passed() ? "TEXT " : "FAIL ")
                            .append(entry.id())
                            .append(' ')
                            .append(entry.method())
                            .append(' ')
                            .append(entry.path())
                            .append("  ")
                            .append(entry.note())
                            .append('\n');
                    result.differences().stream()
                            .limit(6)
                            .forEach(line -> text.append("     ").append(line).append('\n'));
                    result.messages()
                            .forEach(line ->
                                    text.append("     text ").append(line).append('\n'));
                });
        return text.toString();
    }
}
