package io.jukung.benchmarks;

import io.jukung.benchmarks.render.Rendering;
import io.jukung.benchmarks.results.Results;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "render",
        mixinStandardHelpOptions = true,
        description = "Writes table.md and the charts of a results file, and prints the table.")
final class RenderCommand implements Callable<Integer> {

    @Parameters(paramLabel = "RESULTS", description = "What measure wrote.")
    private Path results = Path.of("");

    @Option(names = "--to", paramLabel = "FOLDER", description = "Where to; by default next to the results.")
    private @Nullable Path folder;

    @Override
    public Integer call() throws IOException {
        var rendering = Rendering.of(Results.read(results));
        rendering.writeTo(folder == null ? Rendering.folderOf(results) : folder);
        System.out.println(rendering.text());
        return 0;
    }
}
