package io.jukung.api.server.chain;

import io.jukung.api.model.select.FieldSelector;
import io.jukung.api.model.select.LabelSelector;
import io.jukung.api.server.cache.CachedObject;
import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.registry.SelectableField;
import java.util.function.Predicate;

/** Which objects a list or watch sees: those of a namespace, with a name, that the selectors match. */
final class Selection implements Predicate<CachedObject> {

    private final ResourceDefinition definition;
    private final Target target;
    private final LabelSelector labels;
    private final FieldSelector fields;

    Selection(Target target, LabelSelector labels, FieldSelector fields) {
        this.definition = target.definition();
        this.target = target;
        this.labels = labels;
        this.fields = fields;
    }

    /** Whether there are selectors: then nobody knows how many objects there are without looking at all. */
    boolean selects() {
        return !labels.isEverything() || !fields.isEverything();
    }

    @Override
    public boolean test(CachedObject cached) {
        var object = cached.object();
        return (target.namespace().isEmpty() || target.namespace().equals(object.namespace()))
                && (target.name().isEmpty() || target.name().equals(object.name()))
                && labels.matches(object.labels())
                && fields.matches(name -> value(cached, name));
    }

    private String value(CachedObject cached, String field) {
        return switch (field) {
            case "metadata.name" -> cached.object().name();
            case "metadata.namespace" -> cached.object().namespace();
            case String other ->
                definition.selectableFields().stream()
                        .filter(selectable -> selectable.name().equals(other))
                        .findFirst()
                        .map(SelectableField::value)
                        .map(value -> value.apply(cached.tree()))
                        .orElse("");
        };
    }
}
