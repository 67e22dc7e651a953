package io.jukung.api.model.codec;

import io.jukung.api.model.tree.Interner;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

    /** Longer paths are cut: a key may be as long as the document. */
    private static final int LONGEST_PATH = 1024;

    private static final String STRING = "tag:yaml.org,2002:str";

    private final Iterator<Event> events;
    private final int maxDepth;

    private final Map<Anchor, Value> anchors = new HashMap<>();
    private final Set<String> duplicates = new LinkedHashSet<>();
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
                var root = node(events.next(), null, 0);
                if (root != Scalar.Null.NULL) {
                    documents.add(new Decoded(Interner.shared().intern(root), List.copyOf(duplicates)));
                }
            }
        }
        return documents;
    }

    /** Where a value stands; put into words only when there is something to say of it. */
    private record Place(@Nullable Place around, String step) {

        String text() {
            var steps = new ArrayDeque<String>();
            for (Place place = this; place != null; place = place.around) {
                steps.push(place.step);
            }
            var path = String.join("", steps);
            var plain = path.startsWith(".") ? path.substring(1) : path;
            return plain.substring(0, Math.min(plain.length(), LONGEST_PATH));
        }
    }

    private Value node(Event event, @Nullable Place path, int depth) {
        if (depth > maxDepth) {
            throw tooDeep(event);
        }
        if (event instanceof AliasEvent alias) {
            return unfold(alias, depth);
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

    private Value unfold(AliasEvent alias, int depth) {
        var value = anchors.get(alias.getAlias());
        if (value == null) {
            throw at(alias, "unknown anchor '" + alias.getAlias().getValue() + "' referenced");
        }
        unfolded += weight(value, alias, depth);
        if (unfolded > UNFOLDED) {
            throw at(alias, "document contains excessive aliasing");
        }
        return value;
    }

    /** How many values it holds; it must not nest deeper, where it now stands, than it might be written. */
    private long weight(Value value, AliasEvent alias, int depth) {
        if (depth > maxDepth) {
            throw tooDeep(alias);
        }
        return switch (value) {
            case Scalar scalar -> 1;
            case ListValue list -> {
                long sum = 1;
                for (int i = 0; i < list.size() && sum <= UNFOLDED; i++) {
                    sum += weight(list.get(i), alias, depth + 1);
                }
                yield sum;
            }
            case ObjectValue object -> {
                long sum = 1;
                for (var field : object.fields().values()) {
                    sum += sum > UNFOLDED ? 0 : weight(field, alias, depth + 1);
                }
                yield sum;
            }
        };
    }

    private DecodingException tooDeep(Event event) {
        return at(event, "lists and objects may be nested " + maxDepth + " deep at most");
    }

    private ListValue list(@Nullable Place path, int depth) {
        var items = new ArrayList<Value>();
        for (var event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(node(event, new Place(path, "[" + items.size() + "]"), depth + 1));
        }
        return ListValue.of(items);
    }

    private ObjectValue object(@Nullable Place path, int depth) {
        var fields = ObjectValue.builder();
        var merged = new ArrayList<ObjectValue>();
        for (var event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            var key = key(event, depth);
            var place = new Place(path, "." + key);
            var next = events.next();
            var value = node(next, place, depth + 1);
            if (key.equals("<<") && ((ScalarEvent) event).isPlain()) {
                merged.addAll(mergeSources(next, value));
                continue;
            }
            if (duplicates.size() < Decoded.MOST_DUPLICATES && fields.has(key)) {
                duplicates.add(place.text());
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
    private String key(Event event, int depth) {
        if (!(event instanceof ScalarEvent key)) {
            if (event instanceof AliasEvent alias && unfold(alias, depth) instanceof Scalar scalar) {
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
            var text = Surrogates.paired(event.getValue());
            if (tag.equals("tag:yaml.org,2002:binary")) {
                return Value.of(text);
            }
            if (tag.equals("tag:yaml.org,2002:int") || tag.equals("tag:yaml.org,2002:float")) {
                var number = YamlScalar.number(text);
                if (number == null) {
                    throw at(event, "cannot decode '" + text + "' as a number");
                }
                return number;
            }
            return event.isPlain() && !tag.equals(STRING) && !tag.equals("!") ? YamlScalar.plain(text) : Value.of(text);
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
