package io.jukung.controllers.behaviour;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The checks known to fail, each under the reason ({@code # …}) why it stays so for now. */
record ExpectedFailures(Map<String, String> reasons) {

    private static final Path FILE = Path.of("src/test/resources/behaviour-expected-failures.txt");

    static ExpectedFailures read() {
        try {
            var reasons = new TreeMap<String, String>();
            var reason = "";
            for (var line : Files.readAllLines(FILE, StandardCharsets.UTF_8)) {
                if (line.startsWith("#")) {
                    reason = line.substring(1).strip();
                } else if (!line.isBlank()) {
                    if (reason.isEmpty()) {
                        throw new IllegalStateException(FILE + ": no reason above " + line);
                    }
                    reasons.put(line.strip(), reason);
                }
            }
            return new ExpectedFailures(reasons);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
