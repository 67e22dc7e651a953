package io.jukung.api.server.kinds.workload;

import io.jukung.api.model.select.LabelSelector;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.kinds.rules.Cells;
import io.jukung.api.server.registry.Column;
import java.util.List;
import java.util.stream.Collectors;

/** The wide columns that workloads share. */
public final class WorkloadColumns {

    private WorkloadColumns() {}

    public static List<Column> wide() {
        return List.of(
                Cells.text("Containers", "Names of the template's containers.", 1, object -> each(object, "name")),
                Cells.text("Images", "Images of the template's containers.", 1, object -> each(object, "image")),
                Cells.text("Selector", "Labels of the pods.", 1, WorkloadColumns::selector));
    }

    private static String each(ObjectValue object, String field) {
        return object.list("spec", "template", "spec", "containers").objects().stream()
                .map(container -> container.text(field))
                .collect(Collectors.joining(","));
    }

    private static String selector(ObjectValue object) {
        try {
            return Cells.orNone(
                    LabelSelector.of(object.object("spec", "selector")).toString());
        } catch (IllegalArgumentException invalid) {
            return "<error>";
        }
    }
}
