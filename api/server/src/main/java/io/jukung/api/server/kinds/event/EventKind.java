package io.jukung.api.server.kinds.event;

import io.jukung.api.server.registry.ResourceDefinition;
import io.jukung.api.server.registry.ResourceNames;
import io.jukung.api.server.registry.Scope;
import io.jukung.api.server.registry.SelectableField;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The kind {@code v1 Event}. */
public final class EventKind {

    private EventKind() {}

    public static ResourceDefinition definition() {
        return new ResourceDefinition(
                "",
                "v1",
                new ResourceNames("events", "event", "Event", List.of("ev"), List.of()),
                Scope.NAMESPACED,
                new EventStrategy(),
                List.of(),
                EventColumns.columns(),
                selectableFields(),
                Optional.empty());
    }

    private static List<SelectableField> selectableFields() {
        var texts = Stream.of(
                        "involvedObject.kind",
                        "involvedObject.namespace",
                        "involvedObject.name",
                        "involvedObject.uid",
                        "involvedObject.apiVersion",
                        "involvedObject.resourceVersion",
                        "involvedObject.fieldPath",
                        "reason",
                        "reportingComponent",
                        "type")
                .map(SelectableField::text);
        var source = new SelectableField("source", event -> {
            var component = event.text("source", "component");
            return component.isEmpty() ? event.text("reportingComponent") : component;
        });
        return Stream.concat(texts, Stream.of(source)).toList();
    }
}
