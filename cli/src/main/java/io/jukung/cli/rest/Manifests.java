package io.jukung.cli.rest;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Yaml;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.cli.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Objects in files, as people write them. */
public final class Manifests {

    private static final long FILE_LIMIT_BYTES = 32L << 20;

    private Manifests() {}

    /** The objects of a YAML or JSON file, of a folder's such files, or of "-", the standard input. */
    public static List<KubeObject> read(String source) {
        try {
            if (source.equals("-")) {
                return parse("standard input", new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
            }
            var path = Path.of(source);
            if (!Files.exists(path)) {
                throw new CommandFailure("the file " + source + " does not exist");
            }
            if (!Files.isDirectory(path)) {
                return parse(path);
            }
            try (var files = Files.list(path)) {
                var objects = new ArrayList<KubeObject>();
                for (var file : files.filter(each -> each.toString().matches(".*\\.(ya?ml|json)"))
                        .sorted()
                        .toList()) {
                    objects.addAll(parse(file));
                }
                return objects;
            }
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + source + ": " + e.getMessage(), e);
        }
    }

    private static List<KubeObject> parse(Path file) throws IOException {
        if (Files.size(file) > FILE_LIMIT_BYTES) {
            throw new CommandFailure(file + " is larger than 32 MiB");
        }
        return parse(file.toString(), Files.readString(file));
    }

    private static List<KubeObject> parse(String source, String text) {
        try {
            var objects = new ArrayList<KubeObject>();
            int number = 0;
            for (var document : Yaml.readAll(text)) {
                number++;
                if (document instanceof Scalar.Null) {
                    continue;
                }
                if (!(document instanceof ObjectValue tree)) {
                    throw new CommandFailure(source + ", document " + number + ": expected an object");
                }
                var object = new KubeObject(tree);
                if (object.kind().equals("List")) {
                    tree.list("items").objects().forEach(item -> objects.add(new KubeObject(item)));
                    continue;
                }
                if (object.apiVersion().isEmpty() || object.kind().isEmpty()) {
                    throw new CommandFailure(source + ", document " + number + ": apiVersion and kind must be set");
                }
                objects.add(object);
            }
            return objects;
        } catch (DecodingException e) {
            throw new CommandFailure(source + " is not valid YAML: " + e.getMessage(), e);
        }
    }
}
