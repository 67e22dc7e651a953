package io.jukung.node.image;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An image's configuration by the OCI image specification, as a tree.
 *
 * @param run the part named {@code config}: environment, entry point, user and the like
 * @param diffIds digests of the uncompressed layers, lowest first
 * @param history one line a layer or instruction
 */
record ImageConfig(ObjectValue run, List<String> diffIds, List<ObjectValue> history) {

    static final ImageConfig EMPTY = new ImageConfig(ObjectValue.empty(), List.of(), List.of());

    ImageConfig {
        diffIds = List.copyOf(diffIds);
        history = List.copyOf(history);
    }

    static ImageConfig of(ObjectValue tree) {
        return new ImageConfig(
                tree.object("config"),
                tree.list("rootfs", "diff_ids").texts(),
                tree.list("history").objects());
    }

    ImageConfig withLayer(String diffId, String by) {
        var layers = new ArrayList<>(diffIds);
        layers.add(diffId);
        return new ImageConfig(run, layers, remembered(by, false));
    }

    /** What an instruction that adds no layer makes of it. */
    ImageConfig with(BuildFile.Instruction instruction) {
        return switch (instruction) {
            case BuildFile.Copy copy -> throw new IllegalArgumentException(copy + " adds a layer");
            case BuildFile.Env(var name, var value) -> set("Env", env(name, value), "ENV " + name + "=" + value);
            case BuildFile.Entrypoint(var arguments) ->
                // As with Docker: a new entry point drops the arguments of the base.
                new ImageConfig(run.without("Cmd"), diffIds, history)
                        .set("Entrypoint", ListValue.ofTexts(arguments), "ENTRYPOINT " + arguments);
            case BuildFile.Command(var arguments) -> set("Cmd", ListValue.ofTexts(arguments), "CMD " + arguments);
            case BuildFile.User(var user) -> set("User", Value.of(user), "USER " + user);
            case BuildFile.WorkingDirectory(var path) -> set("WorkingDir", Value.of(path), "WORKDIR " + path);
            case BuildFile.Expose(var port) ->
                set("ExposedPorts", run.object("ExposedPorts").with(port, ObjectValue.empty()), "EXPOSE " + port);
            case BuildFile.Label(var name, var value) ->
                set("Labels", run.object("Labels").with(name, Value.of(value)), "LABEL " + name + "=" + value);
            case BuildFile.StopSignal(var signal) -> set("StopSignal", Value.of(signal), "STOPSIGNAL " + signal);
        };
    }

    ObjectValue toTree(String architecture) {
        return ObjectValue.builder()
                .put("created", "1970-01-01T00:00:00Z")
                .put("architecture", architecture)
                .put("os", "linux")
                .put("config", run)
                .put(
                        "rootfs",
                        ObjectValue.builder()
                                .put("type", "layers")
                                .put("diff_ids", ListValue.ofTexts(diffIds))
                                .build())
                .put("history", ListValue.of(history))
                .build();
    }

    private ImageConfig set(String field, Value value, String by) {
        return new ImageConfig(run.with(field, value), diffIds, remembered(by, true));
    }

    private List<ObjectValue> remembered(String by, boolean empty) {
        var entries = new ArrayList<>(history);
        var entry = ObjectValue.builder().put("created", "1970-01-01T00:00:00Z").put("created_by", by);
        if (empty) {
            entry.put("empty_layer", true);
        }
        entries.add(entry.build());
        return entries;
    }

    private ListValue env(String name, String value) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (var variable : run.list("Env").texts()) {
            int equals = variable.indexOf('=');
            variables.put(variable.substring(0, equals), variable);
        }
        variables.put(name, name + "=" + value);
        return ListValue.ofTexts(variables.values());
    }
}
