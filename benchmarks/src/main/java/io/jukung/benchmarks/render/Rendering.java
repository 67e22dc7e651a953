package io.jukung.benchmarks.render;

import io.jukung.benchmarks.results.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The table of a run and its charts.
 *
 * @param text Markdown, which names the charts
 * @param charts SVG by file name
 */
public record Rendering(String text, Map<String, String> charts) {

    /** The stores that are compared, by the names they have in the results. */
    static final String ETCD = "etcd";

    static final String JUKUNG = "jukung";

    /** Takes a copy. */
    public Rendering {
        charts = new TreeMap<>(charts);
    }

    /** Made of the samples alone, the same for the same. */
    public static Rendering of(Results results) {
        var charts = Charts.of(results);
        return new Rendering(Document.of(results, charts.keySet()), charts);
    }

    /** The folder of a results file. */
    public static Path folderOf(Path results) {
        var folder = results.toAbsolutePath().getParent();
        return folder == null ? Path.of("") : folder;
    }

    /** Writes {@code table.md} and the charts. */
    public void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("table.md"), text);
        for (var chart : charts.entrySet()) {
            Files.writeString(folder.resolve(chart.getKey()), chart.getValue());
        }
    }
}
