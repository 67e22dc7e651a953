package io.jukung.api.schemagenerator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * {@code SchemaGenerator <output directory>}: writes {@code kubernetes.schema} and {@code
 * kubernetes.descriptions} from the sources jar of client-java-proto on the class path. The same jar gives
 * the same bytes.
 */
public final class SchemaGenerator {

    private static final String FOLDER = "io/kubernetes/client/proto/";

    private SchemaGenerator() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("usage: SchemaGenerator <output directory>");
        }
        var messages = readMessages(sourcesJar());
        var output = Files.createDirectories(Path.of(arguments[0]));
        Files.writeString(output.resolve("kubernetes.schema"), SchemaWriter.schema(messages));
        Files.writeString(output.resolve("kubernetes.descriptions"), SchemaWriter.descriptions(messages));
    }

    private static Path sourcesJar() {
        var marker = SchemaGenerator.class.getClassLoader().getResource(FOLDER + "V1.java");
        if (marker == null || !marker.getProtocol().equals("jar")) {
            throw new IllegalStateException("io.kubernetes:client-java-proto:sources is not on the class path");
        }
        var location = marker.getPath();
        return Path.of(java.net.URI.create(location.substring(0, location.indexOf('!'))));
    }

    private static List<ProtoMessage> readMessages(Path jar) throws IOException {
        var messages = new ArrayList<ProtoMessage>();
        try (var file = new JarFile(jar.toFile())) {
            for (var entry : file.stream().filter(SchemaGenerator::isSource).toList()) {
                try (var source =
                        new BufferedReader(new InputStreamReader(file.getInputStream(entry), StandardCharsets.UTF_8))) {
                    messages.addAll(GeneratedSource.read(source));
                }
            }
        }
        messages.sort(Comparator.comparing(ProtoMessage::protoPackage).thenComparing(ProtoMessage::name));
        return messages;
    }

    private static boolean isSource(JarEntry entry) {
        return entry.getName().startsWith(FOLDER) && entry.getName().endsWith(".java");
    }
}
