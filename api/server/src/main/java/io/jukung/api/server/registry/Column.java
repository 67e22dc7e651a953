package io.jukung.api.server.registry;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.time.Instant;

/**
 * One column of a table.
 *
 * @param name heading, for example {@code Ready}
 * @param type {@code string}, {@code integer}, {@code number}, {@code boolean} or {@code date}
 * @param format {@code name} for the object's name, otherwise usually empty
 * @param description shown by clients that explain columns
 * @param priority 0 shown always, 1 and more only in wide output
 * @param cell the column's value for an object
 */
public record Column(String name, String type, String format, String description, int priority, Cell cell) {

    /** Computes a cell from the object and the moment of printing (ages). */
    @FunctionalInterface
    public interface Cell {
        Value of(ObjectValue object, Instant now);
    }
}
