package io.jukung.benchmarks.results;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Takes samples as they come: a line of JSON each, there at once, so that a run that is cut short is worth something. */
public final class ResultsFile implements AutoCloseable {

    private final BufferedWriter out;

    /** Begins a file anew; the folders above it are made. */
    public ResultsFile(Path file, Environment environment) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        out = Files.newBufferedWriter(file);
        write(new ResultLine.MeasuredIn(environment));
    }

    /** Adds a sample. */
    public void add(Sample sample) throws IOException {
        write(new ResultLine.Measured(sample));
    }

    private void write(ResultLine line) throws IOException {
        out.write(line.text());
        out.newLine();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
