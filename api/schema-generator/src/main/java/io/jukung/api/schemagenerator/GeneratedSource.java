package io.jukung.api.schemagenerator;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads one Java file that the protobuf compiler generated. Everything stands in Javadoc there: above each
 * accessor the field's comment and its declaration in a {@code <code>} line; above each message class its
 * comment and its full name.
 */
final class GeneratedSource {

    private static final Pattern INTERFACE = Pattern.compile("@@protoc_insertion_point\\(interface_extends:(.*)\\)");
    private static final Pattern MESSAGE = Pattern.compile("Protobuf type \\{@code (.*)}");
    private static final Pattern FIELD =
            Pattern.compile("<code>(?:(optional|repeated|required) )?(.+) (\\w+) = (\\d+).*</code>");
    private static final Pattern MAP = Pattern.compile("map<string, ?(.+)>");

    private final Map<String, Map<Integer, ProtoField>> fields = new LinkedHashMap<>();
    private final Map<String, List<String>> comments = new LinkedHashMap<>();

    private GeneratedSource() {}

    static List<ProtoMessage> read(BufferedReader source) throws IOException {
        var reader = new GeneratedSource();
        reader.readAll(source);
        return reader.fields.entrySet().stream()
                .map(entry -> reader.message(entry.getKey(), entry.getValue()))
                .toList();
    }

    private ProtoMessage message(String fullName, Map<Integer, ProtoField> byNumber) {
        int dot = fullName.lastIndexOf('.');
        return new ProtoMessage(
                fullName.substring(0, dot),
                fullName.substring(dot + 1),
                comments.getOrDefault(fullName, List.of()),
                List.copyOf(byNumber.values()));
    }

    private void readAll(BufferedReader source) throws IOException {
        // Fields are declared in the interfaces "…OrBuilder"; the classes repeat them many times over.
        Map<Integer, ProtoField> interfaceFields = null;
        for (var line = source.readLine(); line != null; line = source.readLine()) {
            if (line.endsWith("/**")) {
                var comment = new ArrayList<String>();
                for (var inside = source.readLine();
                        inside != null && !inside.endsWith("*/");
                        inside = source.readLine()) {
                    javadoc(inside.strip(), comment, interfaceFields);
                }
            } else if (line.startsWith("  }")) {
                interfaceFields = null;
            } else {
                var declaration = INTERFACE.matcher(line);
                if (declaration.find()) {
                    interfaceFields = new TreeMap<>();
                    fields.put(declaration.group(1), interfaceFields);
                }
            }
        }
    }

    /** One line inside a Javadoc comment: a declaration that ends it, or text that is collected. */
    private void javadoc(
            String line,
            List<String> comment,
            @org.jspecify.annotations.Nullable Map<Integer, ProtoField> interfaceFields) {
        var text = line.startsWith("* ") ? line.substring(2) : line.substring(1);
        if (text.startsWith("<code>") && interfaceFields != null) {
            var field = field(unescape(text), List.copyOf(comment));
            interfaceFields.putIfAbsent(field.number(), field);
            return;
        }
        var message = MESSAGE.matcher(text);
        if (message.find()) {
            comments.putIfAbsent(message.group(1), List.copyOf(comment));
        } else if (!text.equals("<pre>") && !text.equals("</pre>")) {
            comment.add(unescape(text));
        }
    }

    private static ProtoField field(String declaration, List<String> comment) {
        var match = FIELD.matcher(declaration);
        if (!match.matches()) {
            throw new IllegalStateException("not a field declaration as protoc 3 writes it: " + declaration);
        }
        var map = MAP.matcher(match.group(2));
        boolean isMap = map.matches();
        var cardinality = isMap
                ? ProtoField.Cardinality.MAP
                : "repeated".equals(match.group(1)) ? ProtoField.Cardinality.LIST : ProtoField.Cardinality.ONE;
        return new ProtoField(
                Integer.parseInt(match.group(4)),
                match.group(3),
                cardinality,
                isMap ? map.group(1) : match.group(2),
                comment);
    }

    private static String unescape(String javadoc) {
        return javadoc.indexOf('&') < 0
                ? javadoc
                : javadoc.replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&#42;", "*")
                        .replace("&#47;", "/")
                        .replace("&#64;", "@")
                        .replace("&#92;", "\\")
                        .replace("&amp;", "&");
    }
}
