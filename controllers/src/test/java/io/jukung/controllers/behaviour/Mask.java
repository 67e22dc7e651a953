package io.jukung.controllers.behaviour;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Makes two runs comparable: what is random or a moment becomes a placeholder, what is empty is left out. */
final class Mask {

    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z|T[+-]\\d+");
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|<(pod|svc)-ip-\\d+>|<node-ip>");
    private static final Set<String> DROPPED =
            Set.of("resourceVersion", "creationTimestamp", "managedFields", "namespace", "lastHeartbeatTime");

    private final Map<String, String> exchanged;
    /** Names with a random end, longest first, and what stands for them. */
    private final List<Map.Entry<String, String>> names = new ArrayList<>();

    /**
     * Learns the random names of some objects.
     *
     * @param objects with {@code metadata}; in the recordings the name stands beside it
     */
    Mask(List<ObjectValue> objects) {
        this(objects, Map.of());
    }

    /** As before, with some names exchanged for one another. */
    Mask(List<ObjectValue> objects, Map<String, String> exchanged) {
        this.exchanged = exchanged;
        var known = new TreeMap<String, String>();
        for (var object : objects) {
            var hash = object.text("metadata", "labels", "pod-template-hash");
            if (!hash.isEmpty()) {
                known.put(hash, "<hash>");
            }
            var generated = object.text("metadata", "generateName");
            var name = object.text("name").isEmpty() ? object.text("metadata", "name") : object.text("name");
            if (!generated.isEmpty() && name.startsWith(generated)) {
                known.put(name, generated + "<sfx>");
            }
        }
        names.addAll(known.entrySet());
        names.sort(Comparator.comparingInt(entry -> -entry.getKey().length()));
    }

    String text(String text) {
        var masked = text;
        for (var name : names) {
            masked = masked.replace(name.getKey(), name.getValue());
        }
        if (!exchanged.isEmpty()) {
            masked = Pattern.compile(String.join("|", exchanged.keySet()))
                    .matcher(masked)
                    .replaceAll(found -> String.valueOf(exchanged.get(found.group())));
        }
        masked = TIME.matcher(masked).replaceAll("<time>");
        return ADDRESS.matcher(masked).replaceAll("<ip>");
    }

    /** The value masked; null where nothing is left. */
    @org.jspecify.annotations.Nullable
    Value value(Value value) {
        return switch (value) {
            case ObjectValue object -> {
                var masked = ObjectValue.builder();
                new TreeMap<>(object.fields()).forEach((name, field) -> {
                    var kept = name.equals("uid") ? Value.of("<uid>") : value(field);
                    if (kept != null && !DROPPED.contains(name) && !fromTheNode(object, name)) {
                        masked.put(name, kept);
                    }
                });
                var built = masked.build();
                yield built.isEmpty() ? null : built;
            }
            case ListValue list -> {
                var items = new ArrayList<Value>();
                list.forEach(item -> {
                    var kept = value(item);
                    if (kept != null) {
                        items.add(kept);
                    }
                });
                yield items.isEmpty() ? null : ListValue.of(items);
            }
            case Scalar.Text(var text) -> Value.of(text(text));
            case Scalar.Null _ -> null;
            case Scalar scalar -> scalar;
        };
    }

    /** The kubelet writes a pod's condition of having a node again, with the generation it saw. */
    private static boolean fromTheNode(ObjectValue object, String field) {
        return field.equals("observedGeneration") && object.text("status").equals("True") && object.has("type");
    }

    ObjectValue object(ObjectValue object) {
        return value(object) instanceof ObjectValue masked ? masked.withoutAt("metadata", "uid") : ObjectValue.empty();
    }
}
