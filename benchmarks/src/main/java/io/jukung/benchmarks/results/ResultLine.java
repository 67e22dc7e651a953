package io.jukung.benchmarks.results;

import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A line of a results file: what was measured, or where. */
sealed interface ResultLine {

    /** An object {@code {"environment":{…}}}. */
    record MeasuredIn(Environment environment) implements ResultLine {}

    /** An object with the members of a sample. */
    record Measured(Sample sample) implements ResultLine {}

    JsonFactory JSON = new JsonFactory();

    /** As JSON, without a line feed. */
    default String text() {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            switch (this) {
                case MeasuredIn(var environment) -> {
                    json.writeObjectPropertyStart("environment");
                    environment.facts().forEach(json::writeStringProperty);
                    json.writeEndObject();
                }
                case Measured(var sample) -> write(sample, json);
            }
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void write(Sample sample, JsonGenerator json) {
        json.writeStringProperty("store", sample.store());
        json.writeStringProperty("workload", sample.workload());
        json.writeObjectPropertyStart("parameters");
        sample.parameters().forEach(json::writeNumberProperty);
        json.writeEndObject();
        json.writeObjectPropertyStart("figures");
        sample.figures().forEach((name, value) -> json.writeNumberProperty(name, Math.round(value * 1000) / 1000.0));
        json.writeEndObject();
        json.writeStringProperty("failure", sample.failure());
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static ResultLine parse(String line) {
        Map<String, String> texts = new TreeMap<>();
        Map<String, Map<String, String>> objects = new TreeMap<>();
        try (var json = JSON.createParser(ObjectReadContext.empty(), line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("expected a JSON object");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                var name = json.currentName();
                if (json.nextToken() == JsonToken.START_OBJECT) {
                    objects.put(name, members(json));
                } else {
                    texts.put(name, json.getString());
                }
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
        }
        var environment = objects.get("environment");
        return environment != null
                ? new MeasuredIn(new Environment(environment))
                : new Measured(sample(texts, objects));
    }

    private static Map<String, String> members(JsonParser json) {
        Map<String, String> members = new TreeMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = json.currentName();
            json.nextToken();
            members.put(name, json.getString());
        }
        return members;
    }

    private static Sample sample(Map<String, String> texts, Map<String, Map<String, String>> objects) {
        Map<String, Long> parameters = new TreeMap<>();
        objects.getOrDefault("parameters", Map.of())
                .forEach((name, value) -> parameters.put(name, Long.valueOf(value)));
        Map<String, Double> figures = new TreeMap<>();
        objects.getOrDefault("figures", Map.of()).forEach((name, value) -> figures.put(name, Double.valueOf(value)));
        var store = texts.get("store");
        var workload = texts.get("workload");
        if (store == null || workload == null) {
            throw new IllegalArgumentException("expected a sample with store and workload, or an environment");
        }
        return new Sample(store, workload, parameters, figures, texts.getOrDefault("failure", ""));
    }
}
