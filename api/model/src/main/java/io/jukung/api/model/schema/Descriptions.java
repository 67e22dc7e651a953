package io.jukung.api.model.schema;

import java.util.HashMap;
import java.util.Map;

/**
 * What the fields of the built-in kinds mean, for people. Read from its own resource when asked for, so that a server
 * that nobody asks for its OpenAPI documents does not hold these texts; let it go when done.
 */
public final class Descriptions {

    private final Map<String, String> texts;

    private Descriptions(Map<String, String> texts) {
        this.texts = texts;
    }

    /** The texts of all built-in kinds; a megabyte. */
    public static Descriptions kubernetes() {
        var texts = new HashMap<String, String>();
        var protoPackage = "";
        var message = "";
        for (var line : SchemaResource.load("kubernetes.descriptions").split("\n")) {
            var words = line.split(" ", 3);
            switch (words[0]) {
                case "package" -> protoPackage = words[1];
                case "message" -> {
                    message = ApiGroups.openApiName(protoPackage, words[1]);
                    texts.put(message, paragraphs(words.length < 3 ? "" : words[2]));
                }
                case "field" -> texts.put(message + "#" + words[1], paragraphs(words.length < 3 ? "" : words[2]));
                default -> throw new IllegalStateException("kubernetes.descriptions: unknown line " + line);
            }
        }
        return new Descriptions(texts);
    }

    /** Without any text, for kinds that bring none. */
    public static Descriptions none() {
        return new Descriptions(Map.of());
    }

    /** About the object; "" if there is nothing to say. */
    public String of(ObjectSchema schema) {
        return texts.getOrDefault(schema.name(), "");
    }

    /**
     * About one of its fields; "" if there is nothing to say.
     *
     * @param field its name in JSON, also of an inlined struct
     */
    public String of(ObjectSchema schema, String field) {
        var text = texts.get(schema.name() + "#" + field);
        if (text != null) {
            return text;
        }
        for (var member : schema.members()) {
            if (member.inline() && member.type() instanceof ObjectSchema struct && struct.field(field) != null) {
                return of(struct, field);
            }
        }
        return "";
    }

    /** Lines of one paragraph are joined; those of a list stay lines. */
    private static String paragraphs(String escaped) {
        var text = new StringBuilder();
        for (var line : escaped.replace("\\\\", "\0")
                .replace("\\n", "\n")
                .replace("\0", "\\")
                .split("\n")) {
            boolean ownLine = line.isEmpty()
                    || line.startsWith(" ")
                    || line.startsWith("\t")
                    || line.matches("([-*]|\\d+\\.) .*");
            if (text.isEmpty()) {
                text.append(line.strip());
            } else if (line.isEmpty()) {
                text.append("\n\n");
            } else {
                char last = text.charAt(text.length() - 1);
                text.append(last == '\n' ? "" : ownLine ? "\n" : " ").append(line.stripTrailing());
            }
        }
        return text.toString().strip();
    }
}
