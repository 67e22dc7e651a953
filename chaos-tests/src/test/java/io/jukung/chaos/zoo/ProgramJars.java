package io.jukung.chaos.zoo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Looks into jars. */
final class ProgramJars {

    private ProgramJars() {}

    /** What of the zoo is in a jar. */
    static List<String> zooEntries(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.contains("/chaos/") || name.contains("Planted"))
                    .toList();
        }
    }
}
