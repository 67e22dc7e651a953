package io.jukung.api.server.golden;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/** Tells a recorded answer from ours. Message texts are a second, softer level: collected apart. */
final class Comparison {

    private final Placeholders placeholders;
    private final boolean partOfList;
    private final List<String> differences = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();

    /** @param partOfList whether the recorded list may be part of ours */
    Comparison(Placeholders placeholders, boolean partOfList) {
        this.placeholders = placeholders;
        this.partOfList = partOfList;
    }

    List<String> differences() {
        return differences;
    }

    List<String> messages() {
        return messages;
    }

    void compare(String path, Value recorded, Value actual) {
        switch (recorded) {
            case Scalar.Text(var text) -> {
                var ours = actual instanceof Scalar.Text(var value)
                        ? value
                        : actual instanceof Scalar.Whole(var number) && text.startsWith("<nodePort")
                                ? Long.toString(number)
                                : null;
                if (ours == null || !placeholders.matches(text, ours)) {
                    differs(path, recorded, actual);
                } else {
                    placeholders.show(path, text, ours);
                }
            }
            case ObjectValue object -> {
                if (actual instanceof ObjectValue ours) {
                    objects(path, object, ours);
                } else {
                    differs(path, recorded, actual);
                }
            }
            case ListValue list -> {
                if (actual instanceof ListValue ours) {
                    lists(path, list, ours);
                } else {
                    differs(path, recorded, actual);
                }
            }
            case Scalar ignored -> {
                if (!recorded.equals(actual)) {
                    differs(path, recorded, actual);
                }
            }
        }
    }

    private void objects(String path, ObjectValue recorded, ObjectValue actual) {
        var names = new LinkedHashSet<>(recorded.names());
        names.addAll(actual.names());
        boolean status = recorded.text("kind").equals("Status");
        for (var name : names) {
            var theirs = recorded.get(name);
            var ours = actual.get(name);
            var at = path + "." + name;
            if (theirs == null || ours == null) {
                differs(at, theirs, ours);
            } else if ((name.equals("message") && (status || path.contains("causes[")))
                    || (name.equals("description") && path.contains(".columnDefinitions["))) {
                var before = differences.size();
                compare(at, theirs, ours);
                while (differences.size() > before) {
                    messages.add(differences.removeLast());
                }
            } else {
                compare(at, theirs, ours);
            }
        }
    }

    private void lists(String path, ListValue allRecorded, ListValue allActual) {
        boolean owners = path.endsWith(".metadata.managedFields");
        var recorded = owners ? sorted(allRecorded) : allRecorded;
        var actual = owners ? sorted(allActual) : allActual;
        if (partOfList && path.equals(".items")) {
            for (var item : recorded.objects()) {
                var name = item.text("metadata", "name");
                var ours = actual.objects().stream()
                        .filter(candidate -> candidate.text("metadata", "name").equals(name))
                        .findFirst();
                if (ours.isPresent()) {
                    compare(path + "[" + name + "]", item, ours.get());
                }
            }
            return;
        }
        if (recorded.size() != actual.size()) {
            differs(path, recorded, actual);
            return;
        }
        for (int i = 0; i < recorded.size(); i++) {
            compare(path + "[" + i + "]", recorded.get(i), actual.get(i));
        }
    }

    /** Owners stand in the order of their seconds, which another run spends otherwise; the model's tests see to the order. */
    private static ListValue sorted(ListValue owners) {
        return ListValue.of(owners.objects().stream()
                .sorted(Comparator.comparing(owner -> owner.text("operation") + " " + owner.text("manager") + " "
                        + owner.text("subresource") + " " + owner.text("apiVersion")))
                .toList());
    }

    private void differs(String path, Value recorded, Value actual) {
        differences.add(path + ": recorded " + shown(recorded) + ", ours " + shown(actual));
    }

    private static String shown(Value value) {
        var text = value == null ? "nothing" : Json.text(value);
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }
}
