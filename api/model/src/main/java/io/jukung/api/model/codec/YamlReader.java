package io.jukung.api.model.codec;

import io.jukung.api.model.tree.Interner;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/**
 * Builds trees from the events of a YAML parser. An alias repeats a finished value without copying it,
 * but what it stands for is counted, so that a small document cannot unfold into a huge one.
 */
final class YamlReader {

    /** Values that the aliases of one document may stand for. */
    private static final long UNFOLDED = 200_000;

    private static final String STRING = "tag:yaml.org,2002:str";

    private final Iterator<Event> events;
    private final int maxDepth;

    private final Map<Anchor, Value> anchors = new HashMap<>();
    private final List<String> duplicates = new ArrayList<>();
    private long unfolded;

    YamlReader(Iterable<Event> events, int maxDepth) {
        this.events = events.iterator();
        this.maxDepth = maxDepth;
    }

    /** All documents but empty ones. */
    List<Decoded> documents() {
        var documents = new ArrayList<Decoded>();
        while (events.hasNext()) {
            if (events.next().getEventId() == Event.ID.DocumentStart) {
                anchors.clear();
                duplicates.clear();
                unfolded = 0;
                var root = node(events.next(), "", 0);
                if (root != Scalar.Null.NULL) {
                    documents.add(new Decoded(Interner.shared().intern(root), duplicates));
                }
            }
        }
        return documents;
    }

    private Value node(Event event, String path, int depth) {
        if (depth > maxDepth) {
            throw at(event, "lists and objects may be nested " + maxDepth + " deep at most");
        }
        if (event instanceof AliasEvent alias) {
            return unfold(alias);
        }
        Value value = switch (event.getEventId()) {
            case Scalar -> scalar((ScalarEvent) event);
            case SequenceStart -> list(path, depth);
            case MappingStart -> object(path, depth);
            case Alias, Comment, DocumentStart, DocumentEnd, MappingEnd, SequenceEnd, StreamStart, StreamEnd ->
                throw at(event, "expected a value");
        };
        ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, value));
        return value;
    }

    private Value unfold(AliasEvent alias) {
        var value = anchors.get(alias.getAlias());
        if (value == null) {
            throw at(alias, "unknown anchor '" + alias.getAlias().getValue() + "' referenced");
        }
        unfolded += weight(value);
        if (unfolded > UNFOLDED) {
            throw at(alias, "document contains excessive aliasing");
        }
        return value;
    }

    private static long weight(Value value) {
        return switch (value) {
            case Scalar scalar -> 1;
            case ListValue list -> {
                long sum = 1;
                for (int i = 0; i < list.size() && sum <= UNFOLDED; i++) {
                    sum += weight(list.get(i));
                }
                yield sum;
            }
            case ObjectValue object -> {
                long sum = 1;
                for (var field : object.fields().values()) {
                    sum += sum > UNFOLDED ? 0 : weight(field);
                }
                yield sum;
            }
        };
    }

    private ListValue list(String path, int depth) {
        var items = new ArrayList<Value>();
        for (var event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(node(event, path + "[" + items.size() + "]", depth + 1));
        }
        return ListValue.of(items);
    }

    private ObjectValue object(String path, int depth) {
        var fields = ObjectValue.builder();
        var merged = new ArrayList<ObjectValue>();
        for (var event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            var key = key(event);
            var place = path.isEmpty() ? key : path + "." + key;
            var next = events.next();
            var value = node(next, place, depth + 1);
            if (key.equals("<<") && ((ScalarEvent) event).isPlain()) {
                merged.addAll(mergeSources(next, value));
                continue;
            }
            if (fields.has(key) && !duplicates.contains(place)) {
                duplicates.add(place);
            }
            fields.put(key, value);
        }
        // Fields of its own win over merged ones, earlier merged ones over later.
        merged.forEach(source -> source.fields().forEach(fields::putIfAbsent));
        return fields.build();
    }

    private static List<ObjectValue> mergeSources(Event event, Value value) {
        return switch (value) {
            case ObjectValue object -> List.of(object);
            case ListValue list when list.objects().size() == list.size() -> list.objects();
            case ListValue list -> throw at(event, "map merge requires map or sequence of maps as the value");
            case Scalar scalar -> throw at(event, "map merge requires map or sequence of maps as the value");
        };
    }

    /** Keys that are no strings become JSON's: {@code yes:} is {@code "true"}, {@code 080:} is {@code "80"}. */
    private String key(Event event) {
        if (!(event instanceof ScalarEvent key)) {
            if (event instanceof AliasEvent alias && unfold(alias) instanceof Scalar scalar) {
                return scalar.toString();
            }
            throw at(event, "a key must be a string");
        }
        var value = key.isPlain() && key.getValue().equals("<<") ? Value.of("<<") : scalar(key);
        key.getAnchor().ifPresent(anchor -> anchors.put(anchor, value));
        return value.toString();
    }

    private static Value scalar(ScalarEvent event) {
        var tag = event.getTag().orElse("");
        try {
            if (tag.equals("tag:yaml.org,2002:binary")) {
                return Value.of(event.getValue());
            }
            if (tag.equals("tag:yaml.org,2002:int") || tag.equals("tag:yaml.org,2002:float")) {
                var number = YamlScalar.number(event.getValue());
                if (number == null) {
                    throw at(event, "cannot decode '" + event.getValue() + "' as a number");
                }
                return number;
            }
            return event.isPlain() && !tag.equals(STRING) && !tag.equals("!")
                    ? YamlScalar.plain(event.getValue())
                    : Value.of(event.getValue());
        } catch (IllegalArgumentException notFinite) {
            throw at(event, String.valueOf(notFinite.getMessage()));
        }
    }

    private static DecodingException at(Event event, String problem) {
        int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
        int column = event.getStartMark().map(mark -> mark.getColumn() + 1).orElse(0);
        return new DecodingException("yaml: line " + line + ": " + problem, line, column);
    }
}
